package io.sluice.gateway.verticle.ingress;

/** The kill switch: what the node does with its stores. Safe from any thread. */
public final class CacheMode {

  /** What is switched on. */
  public enum Mode {
    /** Look up and store. */
    ON,
    /** Neither: every request goes to its origin. */
    BYPASS,
    /** Answer from the stores, store nothing new. */
    READ_ONLY
  }

  private volatile Mode mode = Mode.ON;

  public Mode mode() {
    return mode;
  }

  public void mode(Mode mode) {
    this.mode = mode;
  }
}
