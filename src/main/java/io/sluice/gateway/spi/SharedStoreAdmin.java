package io.sluice.gateway.spi;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** What operators may ask of the shared store. Used on one event loop. */
public interface SharedStoreAdmin {

  /** Whether a call now has a chance. */
  boolean isAvailable();

  /** The time of a round trip. */
  Future<Duration> ping();

  /** What the store tells about itself: version, memory, clients, key space. */
  Future<JsonObject> info();

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
}
