package io.sluice.gateway.caching;

/** Whether an origin's failure lets a stale response be served (RFC 5861 §4, RFC 9111 §4.2.4). */
public final class StaleIfError {
  private StaleIfError() {}

  /** Whether a status counts as an error: 500, 502, 503 and 504. */
  public static boolean isError(int status) {
    return status == 500 || status == 502 || status == 503 || status == 504;
  }

  /**
   * Whether the stored response may be served instead of a failed exchange: an error status, a
   * time-out, a broken connection or an open circuit.
   */
  public static boolean mayServe(CacheDecision decision, long nowMillis) {
    if (decision instanceof CacheDecision.Revalidate revalidate) {
      return nowMillis < revalidate.staleOnErrorUntilMillis();
    }
    return decision instanceof CacheDecision.Fetch fetch
        && fetch.fallback() != null
        && nowMillis < fetch.staleOnErrorUntilMillis();
  }
}
