package io.sluice.gateway.invalidation;

/** The two clocks by which a lease is measured; safe from any thread. */
public interface LeaseClock {
  /**
   * Real monotonic time in nanoseconds from an arbitrary origin. It must be read from the system on
   * every call: a node that was stopped and resumed must see its lease gone before it serves.
   */
  long nanoTime();

  /**
   * Wall-clock time in milliseconds since the epoch: it also advances while a virtual machine is
   * suspended.
   */
  long wallMillis();

  /** The clocks of this machine. */
  static LeaseClock system() {
    return new LeaseClock() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public long wallMillis() {
        return System.currentTimeMillis();
      }
    };
  }
}
