package io.sluice.gateway.invalidation;

/** What the protocol says about a stored entry at the moment it is asked. */
public enum Verdict {
  /** No tag of the entry was invalidated after its fetch began: HTTP's own rules decide. */
  VALID(0),
  /**
   * A tag was softly invalidated: to be treated as stale, so served while or if it cannot be
   * revalidated.
   */
  SOFT_STALE(1),
  /** A tag was invalidated, or the log no longer reaches back to its fetch: to be dropped. */
  INVALID(2),
  /**
   * Not known to be invalid, but this node holds no lease: to be treated as if it said {@code
   * no-cache}, unless the rule's consistency allows more.
   */
  UNTRUSTED(3);

  private final int code;

  Verdict(int code) {
    this.code = code;
  }

  /** Two bits, for the memo of a {@link Stamp}. */
  int code() {
    return code;
  }

  static Verdict ofCode(int code) {
    return switch (code) {
      case 0 -> VALID;
      case 1 -> SOFT_STALE;
      case 2 -> INVALID;
      default -> UNTRUSTED;
    };
  }
}
