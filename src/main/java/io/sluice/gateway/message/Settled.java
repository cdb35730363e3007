package io.sluice.gateway.message;

import java.util.Locale;

/**
 * The word to all nodes that a fetch, for which others may wait, is over. On the wire it is {@code
 * <digest> <outcome>}; what a later release appends after another space is ignored.
 *
 * @param digest of the key
 */
public record Settled(String digest, Outcome outcome) {

  /** What became of the fetch. */
  public enum Outcome {
    /** The response is in the shared store. */
    STORED,
    /** The response cannot be shared: everybody fetches for themselves, at once. */
    UNSTORABLE,
    /** No response, or one that is not in the shared store: somebody else may try. */
    FAILED
  }

  /** Reads the wire form; an outcome of a later release counts as {@link Outcome#FAILED}. */
  public static Settled parse(String wire) {
    String[] parts = wire.split(" ", 3);
    var outcome = Outcome.FAILED;
    for (var known : Outcome.values()) {
      if (parts.length > 1 && known.name().toLowerCase(Locale.ROOT).equals(parts[1])) {
        outcome = known;
      }
    }
    return new Settled(parts[0], outcome);
  }

  @Override
  public String toString() {
    return digest + ' ' + outcome.name().toLowerCase(Locale.ROOT);
  }
}
