package io.sluice.gateway.spi;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Calls of the control API that their caller may not make, by why. Any thread. */
public final class AccessCounts {

  /** Why a call was refused. */
  public enum Refusal {
    /** None came with it, and one is needed. */
    NO_TOKEN,
    /** Its token is none. */
    UNKNOWN_TOKEN,
    /** Its token does not permit the call. */
    SCOPE,
    /** Its token is none, and too many such have come from there. */
    TOO_MANY,
    /** A browser sent it for the page of another site, or under a name that is not the port's. */
    BROWSER
  }

  private final Map<Refusal, LongAdder> counts = new EnumMap<>(Refusal.class);

  public AccessCounts() {
    for (var refusal : Refusal.values()) {
      counts.put(refusal, new LongAdder());
    }
  }

  public void count(Refusal refusal) {
    adder(refusal).increment();
  }

  public long sum(Refusal refusal) {
    return adder(refusal).sum();
  }

  private LongAdder adder(Refusal refusal) {
    var adder = counts.get(refusal);
    if (adder == null) {
      throw new IllegalStateException("every refusal has a counter");
    }
    return adder;
  }
}
