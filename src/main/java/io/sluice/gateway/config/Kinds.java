package io.sluice.gateway.config;

import static io.sluice.gateway.config.Raw.Style.BOOLEAN;
import static io.sluice.gateway.config.Raw.Style.NUMBER;
import static io.sluice.gateway.config.Raw.Style.TEXT;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The kinds of single values that have no field-specific meaning. */
final class Kinds {
  private Kinds() {}

  static Kind<Integer> integer(int min, int max) {
    return new ScalarKind<>(
        "an integer from " + min + " to " + max,
        Set.of(NUMBER),
        Map.of("type", "integer", "minimum", min, "maximum", max),
        text -> {
          var number = number(text);
          return number < min || number > max ? null : (int) number;
        });
  }

  static Kind<Long> count(long min) {
    return new ScalarKind<>(
        "an integer from " + min + " on",
        Set.of(NUMBER),
        Map.of("type", "integer", "minimum", min, "maximum", 999_999_999_999_999_999L),
        text -> {
          var number = number(text);
          return number < min ? null : number;
        });
  }

  /** A number from 0 on, with up to six decimals. */
  static Kind<Double> decimal(long max) {
    return new ScalarKind<>(
        "a number from 0 to " + max + ", with at most six decimals",
        Set.of(NUMBER),
        Map.of("type", "number", "minimum", 0, "maximum", max),
        text -> {
          if (!text.matches("[0-9]{1,12}(\\.[0-9]{1,6})?")) {
            return null;
          }
          var number = Double.parseDouble(text);
          return number > max ? null : number;
        });
  }

  /** A whole number of seconds, as the flat rules have it. */
  static Kind<Duration> seconds() {
    return new ScalarKind<>(
        "a whole number of seconds from 0 to " + Durations.MAX.toSeconds(),
        Set.of(NUMBER),
        Map.of("type", "integer", "minimum", 0, "maximum", Durations.MAX.toSeconds()),
        text -> {
          var number = number(text);
          return number < 0 || number > Durations.MAX.toSeconds()
              ? null
              : Duration.ofSeconds(number);
        });
  }

  /** A number of at most 18 digits; -1 = anything else. */
  private static long number(String text) {
    var digits = !text.isEmpty() && text.length() <= 18;
    for (var i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return digits ? Long.parseLong(text) : -1;
  }

  static Kind<Boolean> bool() {
    return new ScalarKind<>(
        "true or false",
        Set.of(BOOLEAN),
        Map.of("type", "boolean"),
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> null;
            });
  }

  static Kind<Duration> duration(String min, String max) {
    var least = bound(min);
    var most = bound(max);
    return ScalarKind.text(
        "a duration from " + min + " to " + max + ", such as 500ms, 5s, 2m, 1h or PT5S",
        Map.of("type", "string", "pattern", "^(" + Durations.PATTERN + ")$"),
        text -> {
          var duration = Durations.parse(text);
          return duration == null || duration.compareTo(least) < 0 || duration.compareTo(most) > 0
              ? null
              : duration;
        });
  }

  private static Duration bound(String text) {
    var duration = Durations.parse(text);
    if (duration == null) {
      throw new IllegalArgumentException("bound " + text);
    }
    return duration;
  }

  static Kind<Long> size(long min, long max) {
    return new ScalarKind<>(
        "a size from "
            + Sizes.format(min)
            + " to "
            + Sizes.format(max)
            + ", such as 64KiB or 16MiB",
        Set.of(TEXT, NUMBER),
        Map.of(
            "anyOf",
            List.of(
                Map.of("type", "integer", "minimum", min, "maximum", max),
                Map.of("type", "string", "pattern", "^(" + Sizes.PATTERN + ")$"))),
        text -> {
          var bytes = Sizes.parse(text).orElse(-1);
          return bytes < min || bytes > max ? null : bytes;
        });
  }

  /** A size that has to fit an int. */
  static Kind<Integer> smallSize(long min) {
    var size = (ScalarKind<Long>) size(min, 1 << 30);
    return new ScalarKind<>(
        size.expected(),
        size.styles(),
        size.schema(),
        text -> {
          var bytes = size.parser().parse(text);
          return bytes == null ? null : bytes.intValue();
        });
  }

  /** One of an enum's constants, in lower case with hyphens. */
  static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
    var names = new ArrayList<String>();
    for (var constant : type.getEnumConstants()) {
      names.add(word(constant));
    }
    return ScalarKind.text(
        oneOf(names),
        Map.of("type", "string", "enum", names),
        text -> {
          for (var constant : type.getEnumConstants()) {
            if (word(constant).equals(text)) {
              return constant;
            }
          }
          return null;
        });
  }

  /** The constant as the configuration spells it. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String oneOf(List<String> names) {
    var last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  /** Text of which the whole fits a regular expression that cannot backtrack far. */
  static Kind<String> text(String expected, String regex) {
    return text(expected, regex, Function.identity());
  }

  /** As {@link #text(String, String)}, brought to another form. */
  static <T> Kind<T> text(String expected, String regex, Function<String, T> form) {
    var pattern = Pattern.compile(regex);
    return ScalarKind.text(
        expected,
        Map.of("type", "string", "pattern", "^(" + regex + ")$"),
        text -> pattern.matcher(text).matches() ? form.apply(text) : null);
  }

  /** The path of a file, which need not be there. */
  static Kind<Path> file() {
    return path("file");
  }

  /** The path of a directory, which need not be there. */
  static Kind<Path> directory() {
    return path("directory");
  }

  private static Kind<Path> path(String what) {
    return ScalarKind.text(
        "the path of a " + what + ", relative to the directory of gateway.yaml",
        Map.of("type", "string", "minLength", 1),
        text -> {
          try {
            return text.isBlank() ? null : Path.of(text);
          } catch (InvalidPathException e) {
            return null;
          }
        });
  }

  static <T> Kind<List<T>> listOf(Kind<T> item) {
    return new ListKind<>(item, 0);
  }

  static <T> Kind<List<T>> nonEmptyListOf(Kind<T> item) {
    return new ListKind<>(item, 1);
  }
}
