package io.sluice.gateway.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and writes durations: {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}, {@code 7d}. */
public final class Durations {
  /** The short form, or ISO-8601's without sign: {@code PT1.5S}, {@code P1DT2H}. */
  static final String PATTERN =
      "[0-9]{1,15}(ms|s|m|h|d)"
          + "|P([0-9]{1,9}D)?(T([0-9]{1,9}H)?([0-9]{1,9}M)?([0-9]{1,15}(\\.[0-9]{1,9})?S)?)?";

  private static final Pattern FORMS = Pattern.compile(PATTERN);

  /** Ten years: longer ones are slips, and nothing computed from shorter ones overflows. */
  static final Duration MAX = Duration.ofDays(3650);

  private Durations() {}

  /** The duration; null = none, or one beyond {@link #MAX}. */
  public static @Nullable Duration parse(String text) {
    if (!FORMS.matcher(text).matches()) {
      return null;
    }
    try {
      var duration = text.startsWith("P") ? Duration.parse(text) : shortForm(text);
      return duration.compareTo(MAX) > 0 ? null : duration;
    } catch (DateTimeParseException | ArithmeticException e) {
      return null;
    }
  }

  private static Duration shortForm(String text) {
    var digits = text.length() - (text.endsWith("ms") ? 2 : 1);
    var number = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /** The shortest exact form. */
  static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.toNanosPart() % 1_000_000 != 0) {
      return duration.toString();
    }
    var millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    var seconds = millis / 1000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
