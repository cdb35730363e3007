package io.sluice.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is cached, for how long and in how much room.
 *
 * @param ttl lifetime of a storable response that names none; null = none, heuristics decide
 * @param maxEntries limit of entries in L1 beside the limit in bytes; {@link Long#MAX_VALUE} = none
 * @param methods stored without a rule that names the method
 * @param cleanupInterval pause between two sweeps for dead L1 entries
 * @param maxObjectBytes larger bodies are passed through, not stored
 * @param maxVariants variants of one URL; the oldest go
 * @param targetedFields RFC 9213 fields in order of preference, lower case
 * @param grace how long a stale response without an own word on it may still be served while it is
 *     revalidated or when the origin fails
 * @param cacheStatusNodeName whether Cache-Status tells the node's name
 * @param collapseTimeout how long a request waits for another's fetch
 * @param pricePerMillionOriginRequests in whatever currency the operator thinks in
 * @param files null = nothing is kept on disk
 */
public record CacheConfig(
    @Nullable Duration ttl,
    long maxEntries,
    Set<String> methods,
    Duration cleanupInterval,
    Warmup warmup,
    CookiePolicy cookies,
    long maxObjectBytes,
    int maxVariants,
    List<String> targetedFields,
    Heuristic heuristic,
    Duration grace,
    boolean cacheStatusNodeName,
    Duration collapseTimeout,
    double pricePerMillionOriginRequests,
    L1 l1,
    L2 l2,
    @Nullable Files files) {
  public CacheConfig {
    methods = Ordered.setOf(methods);
    targetedFields = List.copyOf(targetedFields);
  }

  /**
   * Filling L1 from L2 at the start.
   *
   * @param percent the share of L1's bytes that is filled at most
   */
  public record Warmup(boolean enabled, Duration maxTime, int percent) {}

  /**
   * Lifetimes guessed from Last-Modified, RFC 9111 §4.2.2.
   *
   * @param percent of the time since Last-Modified
   * @param max cap of a guessed lifetime
   */
  public record Heuristic(boolean enabled, int percent, Duration max) {}

  /** The memory tier; {@code maxBytes} is the limit of everything stored in it. */
  public record L1(long maxBytes) {}

  /**
   * The Redis tier.
   *
   * @param maxObjectBytes larger bodies stay in L1
   */
  public record L2(long maxObjectBytes, Admission admission) {}

  /**
   * The file tier.
   *
   * @param directory absolute
   * @param maxBytes limit of all its files
   * @param maxObjectBytes larger bodies stay out of it
   */
  public record Files(Path directory, long maxBytes, long maxObjectBytes) {}

  /** When a response is worth a write to L2. */
  public enum Admission {
    /** When it is stored. */
    ALWAYS,
    /** When one of the same key was stored on this node before. */
    SECOND_HIT
  }
}
