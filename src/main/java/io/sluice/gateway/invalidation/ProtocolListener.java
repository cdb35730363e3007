package io.sluice.gateway.invalidation;

/**
 * Hears of what an operator wants in the log; called on the owner's event loop, and must not throw.
 */
public interface ProtocolListener {
  /** A listener that ignores everything. */
  ProtocolListener NONE = new ProtocolListener() {};

  /** The node may answer from its stores, after a time in which it might not. */
  default void leaseGained() {}

  /**
   * The lease ran out; noticed by a timer, while {@link Validity} itself reads the clock at each
   * hit.
   */
  default void leaseLost() {}

  /** A heartbeat failed; {@code cause} says why. */
  default void heartbeatFailed(Throwable cause) {}

  /** Everything stored before is void; {@code previous} is 0 at first contact. */
  default void generationChanged(long previous, long generation) {}

  /** The server has restarted or failed over. */
  default void termChanged(long previous, long term) {}

  /** This node wrote back {@code records} records that the server had lost. */
  default void reasserted(int records) {}

  /** An invalidation did not get an acknowledgement from this node in time, and was fenced. */
  default void fenced(String incarnation, Receipt receipt) {}

  /** An order is in the log for the first time. */
  default void committed(Receipt receipt) {}

  /**
   * No node answers from before this invalidation any more.
   *
   * @param late true if its receipt was handed out before
   */
  default void completed(Receipt receipt, boolean late) {}

  /** A receipt is handed out, as it stands; once for each order. */
  default void answered(Receipt receipt) {}
}
