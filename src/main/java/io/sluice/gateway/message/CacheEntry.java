package io.sluice.gateway.message;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.CodingTerms;
import io.sluice.gateway.caching.StoredResponse;
import io.sluice.gateway.caching.Variants;
import io.sluice.gateway.invalidation.Stamp;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A stored response: its head, its whole body, and the stamp by which its validity is decided.
 *
 * <p>Immutable but for memos and coded forms, and shared by all event loops: nobody writes to the
 * body.
 */
public final class CacheEntry implements Variants.Carrier {
  /** Objects, references and array headers around the bytes, as measured. */
  private static final int OVERHEAD_BYTES = 400;

  private final CacheKey key;
  private final StoredResponse response;
  private final Buffer body;
  private final Stamp stamp;

  /** Those of the entry whose body this one has taken over, or null. */
  private final @Nullable CodedBodies inherited;

  /** Null until somebody asks. */
  private volatile @Nullable Forms forms;

  private static final AtomicReferenceFieldUpdater<CacheEntry, @Nullable Forms> FORMS =
      AtomicReferenceFieldUpdater.newUpdater(CacheEntry.class, Forms.class, "forms");

  /** What is known about the forms; {@code forms} is null where the body is never compressed. */
  private record Forms(@Nullable EntryForms forms) {
    static final Forms NONE = new Forms(null);
  }

  public CacheEntry(CacheKey key, StoredResponse response, Buffer body, Stamp stamp) {
    this(key.shared(), response, body, stamp, null);
  }

  private CacheEntry(
      CacheKey key,
      StoredResponse response,
      Buffer body,
      Stamp stamp,
      @Nullable CodedBodies inherited) {
    this.key = key;
    this.response = response;
    this.body = body;
    this.stamp = stamp;
    this.inherited = inherited;
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
    return new CacheEntry(key, response, body, stamp, codedBodies());
  }

  /**
   * The forms in which it can be sent, or null where only the origin's own will do.
   *
   * @param terms those of this node: the first word on an entry is the last
   */
  public @Nullable EntryForms forms(CodingTerms terms) {
    var known = forms;
    if (known == null) {
      var decided = decide(terms);
      FORMS.compareAndSet(this, null, decided == null ? Forms.NONE : new Forms(decided));
      known = forms;
    }
    return known == null ? null : known.forms;
  }

  private @Nullable EntryForms decide(CodingTerms terms) {
    if (!terms.cover(response.status(), response.sentFields(), body.length())) {
      return null;
    }
    return new EntryForms(response, body, inherited == null ? new CodedBodies() : inherited);
  }

  private @Nullable CodedBodies codedBodies() {
    var known = forms;
    var own = known == null ? null : known.forms;
    return own == null ? inherited : own.bodies();
  }

  /** What it costs to keep, in bytes. */
  public long weightBytes() {
    var coded = codedBodies();
    return OVERHEAD_BYTES
        + (coded == null ? 0 : coded.weightBytes())
        + key.byteSize()
        + response.byteSize()
        + body.length()
        + 8L * stamp.tagCount();
  }
}
