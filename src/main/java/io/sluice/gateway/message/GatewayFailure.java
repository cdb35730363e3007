package io.sluice.gateway.message;

/**
 * Why the gateway cannot give the answer that was asked for. Each kind maps to one status and one
 * {@code Cache-Status} detail, here and nowhere else.
 *
 * <p>A failure is a value that travels through futures, not a bug: it has no stack trace.
 */
public final class GatewayFailure extends RuntimeException {

  /** The kinds, with the status they become (RFC 9110 §15) and whether the connection is closed. */
  public enum Kind {
    /** The request is malformed, or its framing could be read in two ways. */
    BAD_REQUEST(400, "bad-request", "Bad request", true),
    /** A purge that names nothing, or in a way that is not understood. */
    INVALID_PURGE(400, "invalid-purge", "Not a purge that is understood", false),
    /** Neither the rules nor the purge permission allow this method. */
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "Method not allowed", false),
    /** The request's body all but stopped. */
    REQUEST_TIMEOUT(408, "request-timeout", "The request took too long to arrive", true),
    /** The request body passes the configured limit. */
    CONTENT_TOO_LARGE(413, "content-too-large", "Content too large", true),
    /** An Expect of something else than {@code 100-continue} (RFC 9110 §10.1.1). */
    EXPECTATION_FAILED(417, "expectation-failed", "Expectation failed", true),
    /** The Host is none that this gateway serves. */
    MISDIRECTED(421, "misdirected", "Misdirected request", false),
    /** A WebSocket of another version than the one that is passed on. */
    UPGRADE_REQUIRED(426, "upgrade-required", "Another WebSocket version is required", true),
    /** A rule's rate limit is used up. */
    RATE_LIMITED(429, "rate-limited", "Too many requests", false),
    /** A transfer coding that the gateway does not speak. */
    NOT_IMPLEMENTED(501, "not-implemented", "Not implemented", true),
    /** The origin could not be reached, or what it said was no HTTP response. */
    BAD_GATEWAY(502, "origin-failed", "The origin gave no usable answer", false),
    /** The circuit breakers of all origins are open. */
    CIRCUIT_OPEN(503, "circuit-open", "The origin is failing and is given time to recover", false),
    /** Too many requests wait for the origin. */
    OVERLOADED(503, "overloaded", "Too many requests wait for the origin", false),
    /** As many WebSockets are open as there may be. */
    TOO_MANY_TUNNELS(503, "too-many-tunnels", "Too many WebSockets are open", true),
    /** The origin did not answer in time. */
    ORIGIN_TIMEOUT(504, "origin-timeout", "The origin did not answer in time", false),
    /** {@code only-if-cached}, and nothing usable is stored (RFC 9111 §5.2.1.7). */
    ONLY_IF_CACHED(
        504, "only-if-cached", "Not in the cache, and the request allows no fetch", false);

    private final int status;
    private final String detail;
    private final String title;
    private final boolean closes;

    Kind(int status, String detail, String title, boolean closes) {
      this.status = status;
      this.detail = detail;
      this.title = title;
      this.closes = closes;
    }

    public int status() {
      return status;
    }

    /** The token of {@code Cache-Status}' {@code detail} parameter. */
    public String detail() {
      return detail;
    }

    /** RFC 9457 §3.1.4. */
    public String title() {
      return title;
    }

    /** Whether the connection's state can no longer be relied on. */
    public boolean closes() {
      return closes;
    }

    /**
     * When to try again, 0 = nobody can say. Long enough for a breaker's next probe, short enough
     * not to be noticed after it.
     */
    public int retryAfterSeconds() {
      return status == 503 ? 5 : 0;
    }

    /** Whether a stale response may stand in for it (RFC 5861 §4). */
    public boolean isOriginError() {
      return switch (this) {
        case BAD_GATEWAY, CIRCUIT_OPEN, OVERLOADED, ORIGIN_TIMEOUT -> true;
        default -> false;
      };
    }
  }

  private final Kind kind;
  private final long retryAfterSeconds;

  /**
   * @param explanation what happened, for the client: no internals, no addresses
   */
  public GatewayFailure(Kind kind, String explanation) {
    this(kind, explanation, kind.retryAfterSeconds());
  }

  /**
   * @param retryAfterSeconds when it may be tried again; 0 = nobody knows
   */
  public GatewayFailure(Kind kind, String explanation, long retryAfterSeconds) {
    super(explanation, null, false, false);
    this.kind = kind;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** RFC 9110 §10.2.3; 0 = nothing is known. */
  public long retryAfterSeconds() {
    return retryAfterSeconds;
  }

  public Kind kind() {
    return kind;
  }
}
