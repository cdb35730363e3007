package io.sluice.gateway.config;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads and writes sizes: {@code 64KiB}, {@code 16MiB}, plain bytes. */
final class Sizes {
  static final String PATTERN = "[0-9]{1,18}(B|KiB|MiB|GiB|TiB)?";
  private static final Pattern FORM = Pattern.compile(PATTERN);

  private Sizes() {}

  /** The size in bytes; empty = none, or one that a long cannot hold. */
  static OptionalLong parse(String text) {
    if (!FORM.matcher(text).matches()) {
      return OptionalLong.empty();
    }
    var digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    var shift =
        switch (text.substring(digits)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          case "TiB" -> 40;
          default -> 0;
        };
    var number = Long.parseLong(text.substring(0, digits));
    var fits = number <= Long.MAX_VALUE >> shift;
    return fits ? OptionalLong.of(number << shift) : OptionalLong.empty();
  }

  /** The shortest exact form. */
  static String format(long bytes) {
    var units = new String[] {"", "KiB", "MiB", "GiB", "TiB"};
    var unit = 0;
    while (unit < 4 && bytes != 0 && bytes % 1024 == 0) {
      bytes /= 1024;
      unit++;
    }
    return bytes + units[unit];
  }
}
