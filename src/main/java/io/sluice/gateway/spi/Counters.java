package io.sluice.gateway.spi;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the node has done since its start. Counting is one striped addition, cheap enough for every
 * hit; who wants to know reads the sums.
 */
public final class Counters {

  /** What is counted. */
  public enum Event {
    /** Answered from memory. */
    L1_HIT,
    /** Looked for in memory without a usable entry. */
    L1_MISS,
    /** Answered from the shared store. */
    L2_HIT,
    /** Looked for in the shared store without a usable entry. */
    L2_MISS,
    /** The shared store failed or was late. */
    L2_ERROR,
    /** Answered from this node's disk. */
    L3_HIT,
    /** Looked for on this node's disk without a usable entry. */
    L3_MISS,
    /** The disk failed, was late, or held what was not written. */
    L3_ERROR,
    /** Not looked for or not written, since too much waited for the disk. */
    L3_SKIPPED,
    /** Answered with a response that was stale. */
    STALE,
    /** A stored response was confirmed by a 304. */
    REVALIDATED,
    /** A request waited for another's fetch and got its response. */
    COLLAPSED,
    /** Neither looked up nor stored. */
    BYPASS,
    /** Requests sent to origins. */
    ORIGIN_REQUEST,
    /** Requests to origins that got no response. */
    ORIGIN_FAILURE,
    /** Responses stored. */
    STORED,
    /** Responses that could not be stored. */
    NOT_STORED,
    /** Requests that were refused for what they were. */
    REFUSED,
    /** WebSockets that an origin agreed to. */
    TUNNEL,
    /** Requests beyond a rule's rate limit. */
    RATE_LIMITED,
    /** Connections closed since there were too many. */
    CONNECTION_REFUSED,
    /** Connections closed since a request's head took too long. */
    HEADER_TIMEOUT,
    /** Requests refused since their bodies all but stopped. */
    BODY_TIMEOUT,
    /** Connections closed since nothing moved. */
    IDLE_TIMEOUT,
    /** Connections closed since they sent more frames of HTTP/2 than a client needs. */
    HTTP2_FLOOD,
    /**
     * Entries put into memory ahead of requests: from the shared store at the start, or on order.
     */
    WARMUP_STORED,
    /** URLs of an order to warm up that no good response came for. */
    WARMUP_FAILED,
    /** Paths fetched since a rule wants them after a write. */
    PREFETCH,
    /** Of those, the ones that no good response came for. */
    PREFETCH_FAILED,
    /** Paths not fetched after a write since too many were waiting. */
    PREFETCH_DROPPED,
    /** Bytes of bodies that were answered from memory, the shared store or disk. */
    BYTES_SAVED
  }

  private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

  public Counters() {
    for (var event : Event.values()) {
      counts.put(event, new LongAdder());
    }
  }

  public void count(Event event) {
    adder(event).increment();
  }

  public void add(Event event, long amount) {
    adder(event).add(amount);
  }

  public long sum(Event event) {
    return adder(event).sum();
  }

  /** How many requests to origins there would have been besides, without a cache. */
  public long originRequestsSaved() {
    return sum(Event.L1_HIT) + sum(Event.L2_HIT) + sum(Event.L3_HIT) + sum(Event.COLLAPSED);
  }

  private LongAdder adder(Event event) {
    var adder = counts.get(event);
    if (adder == null) {
      throw new IllegalStateException("every event has a counter");
    }
    return adder;
  }
}
