package io.sluice.gateway.adapter.redis;

import java.util.regex.Pattern;

/**
 * A place in a scan of all servers, one after the other.
 *
 * @param slot the lowest slot of the server that is being scanned, by which it is known
 * @param at the cursor of that server
 */
public record ScanCursor(int slot, String at) {

  /** Where a scan begins. */
  public static final ScanCursor START = new ScanCursor(0, "0");

  private static final Pattern FORM = Pattern.compile("(0|[1-9]\\d{0,4})_(0|[1-9]\\d{0,19})");

  /**
   * The opposite of {@link #toString()}.
   *
   * @throws IllegalArgumentException if the text is none of ours
   */
  static ScanCursor parse(String text) {
    var form = FORM.matcher(text);
    try {
      if (form.matches() && Integer.parseInt(form.group(1)) < HashSlot.COUNT) {
        Long.parseUnsignedLong(form.group(2));
        return new ScanCursor(Integer.parseInt(form.group(1)), form.group(2));
      }
    } catch (NumberFormatException tooLong) {
      // The server would refuse it.
    }
    throw TagSets.Cursor.malformed();
  }

  /** As one word, for a client that pages. */
  @Override
  public String toString() {
    return slot + "_" + at;
  }
}
