package io.sluice.gateway.verticle.event;

/** Events that cannot be taken, as a whole; its message says what is wrong, and where. */
public final class EventException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** Of what sort the fault is. */
  public enum Reason {
    /** Not an event as its format has it. */
    MALFORMED,
    /** Of a format that is not read here. */
    UNSUPPORTED,
    /** More than is taken at once. */
    TOO_LARGE
  }

  EventException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static EventException malformed(String message) {
    return new EventException(Reason.MALFORMED, message);
  }

  public Reason reason() {
    return reason;
  }
}
