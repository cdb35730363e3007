package io.sluice.gateway.spi;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.invalidation.Stamp;
import io.sluice.gateway.message.CacheEntry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operators may ask of the shared store. Used on one event loop. */
public interface SharedStoreAdmin {

  /** Whether a call now has a chance. */
  boolean isAvailable();

  /** What it is made of: one server, or the shards that entries are spread over. */
  List<Server> servers();

  /** The time of a round trip; with several servers, to the slowest. */
  Future<Duration> ping();

  /**
   * What the store tells about itself: version, memory, clients, key space; of several servers, the
   * memory that they use together, and each for itself.
   */
  Future<JsonObject> info();

  /** As {@link SharedStore#find}; look-ups of one tick travel together. */
  Future<Optional<CacheEntry>> find(CacheKey key, Fields request);

  /** Entries stored, at least; counting stops at a bounded effort. */
  Future<Long> countEntries();

  /**
   * Removes every entry and the tag index, never the invalidation log.
   *
   * @return how many keys were removed
   */
  Future<Long> clear();

  /** Where it is, without credentials. */
  String address();

  /**
   * One server.
   *
   * @param address without credentials
   */
  record Server(String address, boolean connected) {}

  /**
   * Some of the entries that are stored under a typed tag, as the tag index has it.
   *
   * @param cursor null to begin, else what the last page gave
   * @param limit how many to look at, 1 to 1,000
   * @return fails with an {@link IllegalArgumentException} for a cursor that was never given out
   */
  Future<Page> tagged(String tag, @Nullable String cursor, int limit);

  /**
   * Some of all entries, in no order. One that is there all the while is found at least once.
   *
   * @param cursor null to begin, else what the last page gave
   * @param limit about how many to look at, 1 to 1,000
   * @return fails with an {@link IllegalArgumentException} for a cursor that was never given out
   */
  Future<Page> scan(@Nullable String cursor, int limit);

  /**
   * Entries by what they say of themselves.
   *
   * @param looked how many names were looked at; some may be gone or no entries
   * @param cursor null after the last page
   */
  record Page(List<Stored> entries, int looked, @Nullable String cursor) {}

  /**
   * A stored entry without its body.
   *
   * @param key the text of its key
   * @param variant what sets it apart from others of its key; empty when the response does not vary
   * @param tags typed, without those that its URL implies
   * @param stamp by which its validity is decided
   */
  record Stored(String key, String variant, List<String> tags, Stamp stamp) {}
}
