package io.sluice.gateway.message;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.StoredResponse;
import io.sluice.gateway.caching.Variants;
import io.sluice.gateway.invalidation.Stamp;
import io.vertx.core.buffer.Buffer;

/**
 * A stored response: its head, its whole body, and the stamp by which its validity is decided.
 *
 * <p>Immutable but for the stamp's memo, and shared by all event loops: nobody writes to the body.
 */
public final class CacheEntry implements Variants.Carrier {
  /** Objects, references and array headers around the bytes, as measured. */
  private static final int OVERHEAD_BYTES = 400;

  private final CacheKey key;
  private final StoredResponse response;
  private final Buffer body;
  private final Stamp stamp;

  public CacheEntry(CacheKey key, StoredResponse response, Buffer body, Stamp stamp) {
    this.key = key;
    this.response = response;
    this.body = body;
    this.stamp = stamp;
  }

  public CacheKey key() {
    return key;
  }

  @Override
  public StoredResponse response() {
    return response;
  }

  public Buffer body() {
    return body;
  }

  public Stamp stamp() {
    return stamp;
  }

  /** The same body and validity under a head that was validated or freshened. */
  public CacheEntry with(StoredResponse response, Stamp stamp) {
    return new CacheEntry(key, response, body, stamp);
  }

  /** What it costs to keep, in bytes. */
  public long weightBytes() {
    return OVERHEAD_BYTES
        + 2L * key.text().length()
        + response.fields().byteSize()
        + body.length()
        + 8L * stamp.tagCount();
  }
}
