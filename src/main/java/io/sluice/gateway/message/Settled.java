package io.sluice.gateway.message;

import io.vertx.core.buffer.Buffer;
import java.util.Locale;

/**
 * The word to all nodes that a fetch, for which others may wait, is over. The content of its {@link
 * WireForm} is {@code <digest> <outcome>}; what a later release appends after another space is
 * ignored.
 *
 * @param digest of the key
 */
public record Settled(String digest, Outcome outcome) {
  private static final int MAX_BYTES = 1024;

  /** What became of the fetch. */
  public enum Outcome {
    /** The response is in the shared store. */
    STORED,
    /** The response cannot be shared: everybody fetches for themselves, at once. */
    UNSTORABLE,
    /** No response, or one that is not in the shared store: somebody else may try. */
    FAILED
  }

  /**
   * Reads the wire form; an outcome of a later release counts as {@link Outcome#FAILED}.
   *
   * @throws WireForm.UnreadableException when it is none
   */
  public static Settled decode(Buffer wire) {
    String[] parts = WireForm.text(wire, MAX_BYTES).split(" ", 3);
    var outcome = Outcome.FAILED;
    for (var known : Outcome.values()) {
      if (parts.length > 1 && known.name().toLowerCase(Locale.ROOT).equals(parts[1])) {
        outcome = known;
      }
    }
    return new Settled(parts[0], outcome);
  }

  /** The wire form. */
  public Buffer encode() {
    return WireForm.ofText(digest + ' ' + outcome.name().toLowerCase(Locale.ROOT));
  }
}
