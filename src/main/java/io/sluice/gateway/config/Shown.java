package io.sluice.gateway.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values as they may be shown to whoever may read the configuration. */
final class Shown {
  /**
   * Keys in rules and tokens, mostly names of fields, whose values let their bearer in somewhere.
   */
  private static final Pattern CREDENTIALS =
      Pattern.compile(
          "(proxy-)?authorization|(set-)?cookie|.*(token|secret|password|passwd|passphrase|api-?key"
              + "|auth|credentials?|session|signature|jwt)([-_](id|key))?|.*[-_](key|verify)");

  private Shown() {}

  /** Whether what stands under this key is nobody's affair. */
  static boolean isCredential(String key) {
    return CREDENTIALS.matcher(key.toLowerCase(Locale.ROOT)).matches();
  }

  /**
   * @param value what the raw one was read as; null = there is none
   */
  static @Nullable Object of(Setting<?> setting, @Nullable Raw raw, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof Masked masked) {
      return masked.masked();
    }
    if (setting.secret() && !setting.kind().structured()) {
      return Secret.MASK;
    }
    if (raw != null && !isUntyped(raw)) {
      return plain(raw, value);
    }
    var text = raw instanceof Raw.Scalar scalar ? scalar.text() : setting.byDefault();
    return text == null ? null : typed(text, value);
  }

  private static boolean isUntyped(Raw raw) {
    return raw instanceof Raw.Scalar scalar && scalar.style() == Raw.Style.UNTYPED;
  }

  private static Object typed(String text, Object value) {
    if (value instanceof List<?> || value instanceof RuleSet) {
      return ListKind.split(text);
    }
    if (value instanceof Boolean) {
      return value;
    }
    return value instanceof Number && text.matches("[0-9]{1,18}") ? Long.valueOf(text) : text;
  }

  private static Object plain(Raw raw, Object value) {
    if (raw instanceof Raw.Sequence sequence) {
      return sequence.items().stream().map(item -> plain(item, "")).toList();
    }
    if (raw instanceof Raw.Mapping mapping) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (var entry : mapping.entries()) {
        map.put(
            entry.key(),
            isCredential(entry.key()) && entry.value() instanceof Raw.Scalar
                ? Secret.MASK
                : plain(entry.value(), ""));
      }
      return map;
    }
    return raw instanceof Raw.Scalar scalar ? plain(scalar, value) : raw.shown();
  }

  private static Object plain(Raw.Scalar scalar, Object value) {
    return switch (scalar.style()) {
      case BOOLEAN -> Boolean.valueOf(scalar.text());
      case NUMBER -> typed(scalar.text(), 0);
      default -> typed(scalar.text(), value);
    };
  }
}
