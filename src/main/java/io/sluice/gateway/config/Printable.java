package io.sluice.gateway.config;

/** Keeps whatever an operator or attacker wrote from breaking a message into lines. */
final class Printable {
  private static final int MAX_LENGTH = 80;

  private Printable() {}

  static String of(String text) {
    var shown = new StringBuilder();
    for (var i = 0; i < text.length() && i < MAX_LENGTH; i++) {
      var c = text.charAt(i);
      shown.append(c >= ' ' && c != 0x7f && (c < 0x80 || Character.isLetterOrDigit(c)) ? c : '?');
    }
    return text.length() > MAX_LENGTH ? shown.append("...").toString() : shown.toString();
  }
}
