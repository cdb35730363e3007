package io.sluice.gateway.spi;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Events of other systems, by where they came from and what became of them. Any thread. */
public final class EventCounts {

  /** Where an event came from. */
  public enum Source {
    /** The admin port. */
    HTTP,
    /** The Redis stream. */
    STREAM
  }

  /** What became of it. */
  public enum Result {
    /** What it invalidates was committed. */
    APPLIED,
    /** No mapping is for it, or it names nothing. */
    IGNORED,
    /** It cannot be applied, and is kept as a dead letter. */
    DEAD,
    /** Not committed, or nobody knows: the sender, or the node itself, repeats it. */
    FAILED,
    /** A request that holds no event. */
    MALFORMED
  }

  private final Map<Source, Map<Result, LongAdder>> counts = new EnumMap<>(Source.class);

  public EventCounts() {
    for (var source : Source.values()) {
      var results = new EnumMap<Result, LongAdder>(Result.class);
      for (var result : Result.values()) {
        results.put(result, new LongAdder());
      }
      counts.put(source, results);
    }
  }

  public void count(Source source, Result result) {
    adder(source, result).increment();
  }

  public long sum(Source source, Result result) {
    return adder(source, result).sum();
  }

  private LongAdder adder(Source source, Result result) {
    var results = counts.get(source);
    var adder = results == null ? null : results.get(result);
    if (adder == null) {
      throw new IllegalStateException("every source and result has a counter");
    }
    return adder;
  }
}
