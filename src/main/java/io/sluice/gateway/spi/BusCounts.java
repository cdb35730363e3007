package io.sluice.gateway.spi;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * What this node has said to other nodes over the event bus since its start, and what came of it.
 * Messages between its own verticles are not in here: what they are for is counted where it is
 * done. Any thread.
 */
public final class BusCounts {

  /** What a message is for. */
  public enum Purpose {
    /** To have an invalidation applied. */
    APPLY(true),
    /** To ask for a receipt that another node has given. */
    RECEIPT(true),
    /** To open the connection to a new member. */
    GREETING(true),
    /** To tell all nodes that a fetch is over for which they may wait. */
    SETTLED(false),
    /** To tell all nodes of a change of the kill switch. */
    MODE(false);

    private final boolean answered;

    Purpose(boolean answered) {
      this.answered = answered;
    }

    /** Whether it goes to one node, which replies. */
    public boolean isAnswered() {
      return answered;
    }
  }

  /** Why there was no reply. */
  public enum Failure {
    /** None came in time: the node is stopped or slow, or cannot be reached. */
    TIMEOUT,
    /** Nobody on the bus has that address: the node has gone, or is not on it. */
    NO_HANDLERS,
    /** The node could not read the message. */
    REFUSED,
    /** Anything else. */
    ERROR
  }

  private static final class Exchanges {
    final LongAdder messages = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LatencyHistogram latency = new LatencyHistogram();
    final Map<Failure, LongAdder> failures = new EnumMap<>(Failure.class);

    Exchanges() {
      for (var cause : Failure.values()) {
        failures.put(cause, new LongAdder());
      }
    }

    LongAdder failures(Failure cause) {
      return Objects.requireNonNull(failures.get(cause), "every cause has a counter");
    }
  }

  private final Map<Purpose, Exchanges> exchanges = new EnumMap<>(Purpose.class);

  public BusCounts() {
    for (var purpose : Purpose.values()) {
      exchanges.put(purpose, new Exchanges());
    }
  }

  private Exchanges of(Purpose purpose) {
    return Objects.requireNonNull(exchanges.get(purpose), "every purpose has counters");
  }

  /**
   * Counts a message, to however many nodes it goes.
   *
   * @param bytes of its content
   */
  public void sent(Purpose purpose, int bytes) {
    var counts = of(purpose);
    counts.messages.increment();
    counts.bytes.add(bytes);
  }

  /**
   * Counts a reply.
   *
   * @param nanos since the message was sent
   */
  public void answered(Purpose purpose, long nanos) {
    of(purpose).latency.record(nanos, 1);
  }

  /** Counts a message that has no reply. */
  public void failed(Purpose purpose, Failure cause) {
    of(purpose).failures(cause).increment();
  }

  public long messages(Purpose purpose) {
    return of(purpose).messages.sum();
  }

  public long bytes(Purpose purpose) {
    return of(purpose).bytes.sum();
  }

  public long failures(Purpose purpose, Failure cause) {
    return of(purpose).failures(cause).sum();
  }

  /** How long replies took. */
  public LatencyHistogram latency(Purpose purpose) {
    return of(purpose).latency;
  }
}
