package io.sluice.gateway.invalidation;

import java.time.Duration;
import java.util.List;

/**
 * An order to invalidate.
 *
 * @param tags typed tags, 1 to {@value #MAX_TAGS}; one commit covers them all
 * @param awaiting what to wait for before the receipt is handed out
 * @param timeout after which the receipt is handed out as it stands; longer than 0
 * @param untilCommitted if the commit fails or is late, keep the tags invalid in this node and
 *     repeat the commit until it succeeds
 * @param by who asks, for people: printable, short, and no secret
 */
public record Invalidation(
    List<String> tags,
    Change.Mode mode,
    Wait awaiting,
    Duration timeout,
    boolean untilCommitted,
    String by) {
  /** The largest number of tags in one order: it bounds how long a commit occupies the server. */
  public static final int MAX_TAGS = 10_000;

  public Invalidation {
    tags = tags.stream().distinct().toList();
    if (tags.isEmpty() || tags.size() > MAX_TAGS) {
      throw new IllegalArgumentException(
          "tags: " + tags.size() + " (expected: 1 to " + MAX_TAGS + ")");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
    }
  }

  /** How much a submitter waits for. */
  public enum Wait {
    /**
     * The record is in the log: nodes follow within milliseconds as a rule, within one lease in any
     * case.
     */
    COMMIT,
    /** No node answers from an older fetch any more. */
    CLUSTER
  }
}
