package io.sluice.gateway.config;

/**
 * Makes what somebody wrote fit for a message: one line, not too long, and without the credentials
 * that stand before the {@code @} of a URL.
 */
final class Printable {
  private static final int MAX_LENGTH = 80;

  private Printable() {}

  static String of(String original) {
    var scheme = original.indexOf("://");
    var at = original.lastIndexOf('@');
    var start = scheme < 0 || scheme > at ? 0 : scheme + 3;
    var text =
        at < 0 ? original : original.substring(0, start) + Secret.MASK + original.substring(at);
    var shown = new StringBuilder();
    for (var i = 0; i < text.length() && i < MAX_LENGTH; i++) {
      var c = text.charAt(i);
      shown.append(c >= ' ' && c != 0x7f && (c < 0x80 || Character.isLetterOrDigit(c)) ? c : '?');
    }
    return text.length() > MAX_LENGTH ? shown.append("...").toString() : shown.toString();
  }
}
