package io.sluice.gateway.caching;

/** What caching has to know of status codes. */
final class StatusRules {
  private StatusRules() {}

  /** Whether heuristic freshness is allowed (RFC 9110 §15.1); 206 is, but is never stored here. */
  static boolean isHeuristicallyCacheable(int status) {
    return switch (status) {
      case 200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501 -> true;
      default -> false;
    };
  }

  /** Whether this cache knows the status and follows its caching requirements. */
  static boolean isUnderstood(int status) {
    return switch (status) {
      case 200, 201, 202, 203, 204, 205 -> true;
      case 300, 301, 302, 303, 305, 307, 308 -> true;
      case 421, 422, 424, 425, 426, 451 -> true;
      case 412 -> false;
      default -> (status >= 400 && status <= 415) || (status >= 500 && status <= 505);
    };
  }

  /**
   * Why a status is never stored, or an empty string. Partial content is not combined; the others
   * depend on request fields that Vary does not name, concern the connection, or must not be stored
   * (RFC 6585).
   */
  static String refusal(int status) {
    return switch (status) {
      case 206 -> "partial-content";
      case 304, 407, 408, 412, 416, 417, 421, 425, 426, 428, 429, 431, 511 -> "status";
      default -> status < 200 ? "status" : "";
    };
  }
}
