package io.sluice.gateway.spi;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The requests that the node has answered since its start: how many by rule and result, how long
 * they took by tier. There are as many counters as the configuration has rules; safe from any
 * thread.
 */
public final class Traffic {
  /** In place of the name of a rule. */
  public static final String NO_RULE = "none";

  /** How a request ended. */
  public enum Result {
    /** With a fresh stored response. */
    HIT,
    /** With a stored response past its lifetime. */
    STALE,
    /** With a stored response that the origin has just confirmed. */
    REVALIDATED,
    /** With the origin's response, since none was stored. */
    MISS,
    /** With the origin's response, past the cache. */
    BYPASS,
    /** With a status from 500 on that was not stored. */
    ERROR,
    /** Refused by the gateway, before anything was looked for. */
    REFUSED,
    /** Without its whole answer: the client left, or the answer broke off. */
    ABORTED
  }

  /** Who had the answer. */
  public enum Tier {
    /** Memory. */
    L1,
    /** The shared store. */
    L2,
    /** This node's files. */
    L3,
    /** The origin, whether it answered or not. */
    ORIGIN,
    /** Nobody was asked. */
    NONE
  }

  /** The requests under one rule. */
  public static final class RuleTraffic {
    private final Map<Result, LongAdder> results = new EnumMap<>(Result.class);

    private RuleTraffic() {
      for (var result : Result.values()) {
        results.put(result, new LongAdder());
      }
    }

    public void count(Result result) {
      adder(result).increment();
    }

    public long sum(Result result) {
      return adder(result).sum();
    }

    public long sum() {
      return results.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private LongAdder adder(Result result) {
      return Objects.requireNonNull(results.get(result), "every result has a counter");
    }
  }

  private final Map<String, RuleTraffic> byRule = new ConcurrentHashMap<>();
  private final RuleTraffic unruled = new RuleTraffic();
  private final Map<Tier, LatencyHistogram> latencies = new EnumMap<>(Tier.class);
  private final TopRequests top = new TopRequests();

  public Traffic() {
    byRule.put(NO_RULE, unruled);
    for (var tier : Tier.values()) {
      latencies.put(tier, new LatencyHistogram());
    }
  }

  /**
   * The requests under a rule of the configuration.
   *
   * @param name null = those under none
   */
  public RuleTraffic rule(@Nullable String name) {
    if (name == null) {
      return unruled;
    }
    var known = byRule.get(name);
    return known == null ? byRule.computeIfAbsent(name, n -> new RuleTraffic()) : known;
  }

  /** Forgets rules that the configuration has no more. */
  public void retain(Set<String> names) {
    byRule.keySet().removeIf(name -> !name.equals(NO_RULE) && !names.contains(name));
  }

  /** All of them, by name. */
  public SortedMap<String, RuleTraffic> rules() {
    return new TreeMap<>(byRule);
  }

  public LatencyHistogram latency(Tier tier) {
    return Objects.requireNonNull(latencies.get(tier));
  }

  /** What is asked for most. */
  public TopRequests top() {
    return top;
  }
}
