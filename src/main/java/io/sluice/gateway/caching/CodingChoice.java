package io.sluice.gateway.caching;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the coding of an answer by what a request accepts (RFC 9110 §12.5.3). Safe from any
 * thread.
 *
 * <p>The heaviest weight wins; among equal ones {@code br}, then {@code gzip}, then no coding. No
 * coding is chosen where Accept-Encoding is absent, for that is what clients without it expect; is
 * malformed; or accepts nothing that there is.
 */
public final class CodingChoice {
  private static final int MEMO_SIZE = 64;
  private static final int MEMO_MAX_LENGTH = 128;

  private record Memo(String acceptEncoding, @Nullable ContentCoding choice) {}

  private final Set<ContentCoding> offered;

  /**
   * The last answers, by hash: clients send few different values. Races are harmless, for a memo is
   * immutable and true whoever made it.
   */
  private final @Nullable Memo[] memos = new Memo[MEMO_SIZE];

  public CodingChoice(Set<ContentCoding> offered) {
    this.offered = offered.isEmpty() ? Set.of() : EnumSet.copyOf(offered);
  }

  /** The coding for the answer to this request; null = none. */
  public @Nullable ContentCoding of(Fields request) {
    String value = request.joined(FieldNames.ACCEPT_ENCODING);
    if (value == null || value.isEmpty()) {
      return null;
    }
    int slot = value.hashCode() & (MEMO_SIZE - 1);
    Memo memo = memos[slot];
    if (memo == null || !memo.acceptEncoding.equals(value)) {
      memo = new Memo(value, choose(value));
      if (value.length() <= MEMO_MAX_LENGTH) {
        memos[slot] = memo;
      }
    }
    return memo.choice;
  }

  private @Nullable ContentCoding choose(String acceptEncoding) {
    List<Weighted> members = Weighted.list(VaryNormaliser.compact(acceptEncoding, true));
    if (members == null) {
      return null;
    }
    ContentCoding best = null;
    // What is not mentioned is acceptable without a coding, yet wanted less than what is mentioned.
    int bestWeight = Math.max(0, weight(members, "identity"));
    for (ContentCoding coding : offered) {
      int weight = weight(members, coding.token());
      if (weight > bestWeight || (weight == bestWeight && weight > 0 && best == null)) {
        best = coding;
        bestWeight = weight;
      }
    }
    return best;
  }

  /** The coding's own weight, else that of {@code *}, else -1; of several the greatest. */
  private static int weight(List<Weighted> members, String token) {
    int own = -1;
    int any = -1;
    for (Weighted member : members) {
      if (VaryNormaliser.alias(member.value()).equals(token)) {
        own = Math.max(own, member.q());
      } else if (member.value().equals("*")) {
        any = Math.max(any, member.q());
      }
    }
    return own >= 0 ? own : any;
  }
}
