package io.sluice.gateway.message;

import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.PurgeTarget;
import io.sluice.gateway.caching.Tags;
import io.sluice.gateway.invalidation.Change;
import io.sluice.gateway.invalidation.Invalidation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an order to invalidate as the control API and other applications on the cluster write it:
 * {@code {"tags":[…],"urls":[…],"prefixes":[…],"hosts":[…],"all":false,"mode":"hard"|"soft",
 * "wait":"cluster"|"commit","timeout":"10s"}}. Strict: nothing is done by half.
 */
public final class OrderJson {
  private static final Set<String> KEYS =
      Set.of("tags", "urls", "prefixes", "hosts", "all", "mode", "wait", "timeout");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private OrderJson() {}

  /**
   * @param timeout where the order names none
   * @throws IllegalArgumentException with a sentence that names the fault and what is allowed
   */
  public static Invalidation parse(JsonObject json, Duration timeout) {
    for (String key : json.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "key: " + key + " (expected: one of " + new TreeSet<>(KEYS) + ")");
      }
    }
    List<String> tags = new ArrayList<>();
    each(json, "tags", tag -> tags.add(PurgeTarget.tag(tag)));
    each(json, "urls", url -> tags.addAll(PurgeTarget.url(url)));
    each(json, "prefixes", prefix -> tags.addAll(PurgeTarget.prefix(prefix)));
    each(json, "hosts", host -> tags.add(PurgeTarget.host(host)));
    if (isTrue(json, "all")) {
      tags.add(Tags.ALL);
    }
    if (tags.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to invalidate (expected: tags, urls, prefixes, hosts or all)");
    }
    return new Invalidation(
        tags,
        choice(json, "mode", Change.Mode.HARD, Change.Mode.class),
        choice(json, "wait", Invalidation.Wait.CLUSTER, Invalidation.Wait.class),
        timeout(json, timeout));
  }

  private interface Adder {
    void add(String text) throws InvalidTargetException;
  }

  private static void each(JsonObject json, String key, Adder adder) {
    Object value = json.getValue(key);
    if (value == null) {
      return;
    }
    if (!(value instanceof JsonArray array)) {
      throw new IllegalArgumentException(key + ": not a list (expected: a list of strings)");
    }
    for (Object element : array) {
      if (!(element instanceof String text)) {
        throw new IllegalArgumentException(key + ": an element is no string");
      }
      try {
        adder.add(text);
      } catch (InvalidTargetException invalid) {
        throw new IllegalArgumentException(key + ": " + invalid.detail(), invalid);
      }
    }
  }

  private static boolean isTrue(JsonObject json, String key) {
    Object value = json.getValue(key, false);
    if (value instanceof Boolean bool) {
      return bool;
    }
    throw new IllegalArgumentException(key + ": " + value + " (expected: true or false)");
  }

  private static <E extends Enum<E>> E choice(
      JsonObject json, String key, E otherwise, Class<E> type) {
    Object value = json.getValue(key);
    if (value == null) {
      return otherwise;
    }
    var allowed = new ArrayList<String>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(value)) {
        return constant;
      }
      allowed.add(name);
    }
    throw new IllegalArgumentException(key + ": " + value + " (expected: one of " + allowed + ")");
  }

  private static Duration timeout(JsonObject json, Duration otherwise) {
    Object value = json.getValue("timeout");
    if (value == null) {
      return otherwise;
    }
    var parsed = value instanceof String text ? duration(text) : null;
    if (parsed == null || parsed.isZero() || parsed.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("timeout: " + value + " (expected: 1ms to 5m, as 10s)");
    }
    return parsed;
  }

  private static @Nullable Duration duration(String text) {
    var match = DURATION.matcher(text);
    if (!match.matches()) {
      return null;
    }
    long amount = Long.parseLong(match.group(1));
    return switch (match.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }
}
