package io.sluice.gateway.invalidation;

/** The log could not be reached, or did not answer in time. */
public final class LogUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean mayHaveRun;

  /**
   * Says why.
   *
   * @param mayHaveRun false only if the script certainly did not run (never sent, or refused by the
   *     server)
   */
  public LogUnavailableException(String message, boolean mayHaveRun) {
    super(message);
    this.mayHaveRun = mayHaveRun;
  }

  public boolean mayHaveRun() {
    return mayHaveRun;
  }
}
