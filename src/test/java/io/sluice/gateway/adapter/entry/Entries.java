package io.sluice.gateway.adapter.entry;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Freshness;
import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.RequestTarget;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.StoredResponse;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.invalidation.Stamp;
import io.sluice.gateway.message.CacheEntry;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Cache entries for tests. */
public final class Entries {

  public static final long NOW_MILLIS = 1_800_000_000_000L;

  private Entries() {}

  public static CacheKey key(String path) {
    try {
      var hosts = List.of("shop.example");
      return CacheKey.of("GET", RequestTarget.parse("GET", path, "https", hosts));
    } catch (InvalidTargetException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public static CacheEntry entry(CacheKey key, long sequence, String body) {
    return entry(key, 1, sequence, Vary.NONE, body);
  }

  public static CacheEntry entry(
      CacheKey key, long generation, long sequence, Vary vary, String body) {
    var fields =
        StoredFields.of("date", "Fri, 15 Jan 2027 08:00:00 GMT", "etag", "\"1\"", "x", "\u00e9");
    var freshness = new Freshness(60, Freshness.Source.MAX_AGE, false, true, false, 30, 300);
    var response =
        new StoredResponse(
            200, fields, NOW_MILLIS + sequence, 1500, freshness, vary, List.of("t:product:1"));
    var stamp = new Stamp(generation, sequence, new long[] {7, -9});
    return new CacheEntry(key, response, Buffer.buffer(body), stamp);
  }
}
