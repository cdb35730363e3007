package io.sluice.gateway.message;

import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.PurgeTarget;
import io.sluice.gateway.caching.Tags;
import io.sluice.gateway.caching.Text;
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
 * "wait":"cluster"|"commit","timeout":"10s","dryRun":false}}. Strict: nothing is done by half. A
 * key whose value is null counts as absent.
 */
public final class OrderJson {
  private static final Set<String> KEYS =
      Set.of("tags", "urls", "prefixes", "hosts", "all", "mode", "wait", "timeout", "dryRun");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private OrderJson() {}

  /** An order that names more than one commit may cover. */
  public static final class TooLargeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public TooLargeException(int named) {
      super(
          "tags, urls, prefixes and hosts: "
              + named
              + " (limit: "
              + Invalidation.MAX_TAGS
              + " in one call, of which a URL or prefix without a scheme takes two)");
    }
  }

  /**
   * @param timeout where the order names none
   * @param by who asks, for the receipt and the log
   * @throws IllegalArgumentException with a sentence that names the fault and what is allowed
   * @throws TooLargeException for more than {@value Invalidation#MAX_TAGS} tags
   */
  public static Invalidation parse(JsonObject json, Duration timeout, String by) {
    for (String key : json.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "key: " + Text.printable(key) + " (expected: one of " + new TreeSet<>(KEYS) + ")");
      }
    }
    List<String> tags = new ArrayList<>();
    each(json, "tags", tag -> tags.add(PurgeTarget.tag(tag)));
    each(json, "urls", url -> tags.addAll(PurgeTarget.url(url)));
    each(json, "prefixes", prefix -> tags.addAll(PurgeTarget.prefix(prefix)));
    each(json, "hosts", host -> tags.add(PurgeTarget.host(host)));
    if (isTrue(json, "all")) {
      if (!tags.isEmpty()) {
        throw new IllegalArgumentException(
            "all: true, and something beside it (expected: all alone, or without it)");
      }
      tags.add(Tags.ALL);
    }
    if (tags.size() > Invalidation.MAX_TAGS) {
      throw new TooLargeException(tags.size());
    }
    if (tags.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to invalidate (expected: tags, urls, prefixes, hosts or all)");
    }
    return new Invalidation(
        tags,
        choice(json, "mode", Change.Mode.HARD, Change.Mode.class),
        awaiting(json),
        timeout(json, timeout),
        false,
        by);
  }

  /**
   * Whether it only asks what would go.
   *
   * @throws IllegalArgumentException if that is neither true nor false
   */
  public static boolean isDryRun(JsonObject json) {
    return isTrue(json, "dryRun");
  }

  /**
   * What to wait for.
   *
   * @throws IllegalArgumentException with what is allowed
   */
  public static Invalidation.Wait awaiting(JsonObject json) {
    return choice(json, "wait", Invalidation.Wait.CLUSTER, Invalidation.Wait.class);
  }

  /** Takes one text of a list. */
  public interface Adder {
    void add(String text) throws InvalidTargetException;
  }

  /**
   * Each text of a list, if it is there.
   *
   * @throws IllegalArgumentException that says which one is at fault, and how
   */
  public static void each(JsonObject json, String key, Adder adder) {
    Object value = json.getValue(key);
    if (value == null) {
      return;
    }
    if (!(value instanceof JsonArray array)) {
      throw new IllegalArgumentException(key + ": not a list (expected: a list of strings)");
    }
    if (array.size() > Invalidation.MAX_TAGS) {
      throw new TooLargeException(array.size());
    }
    for (int i = 0; i < array.size(); i++) {
      String where = key + "[" + i + "]: ";
      if (!(array.getValue(i) instanceof String text)) {
        throw new IllegalArgumentException(where + "no string (expected: a list of strings)");
      }
      try {
        adder.add(text);
      } catch (InvalidTargetException invalid) {
        throw new IllegalArgumentException(where + invalid.detail(), invalid);
      }
    }
  }

  private static boolean isTrue(JsonObject json, String key) {
    Object value = json.getValue(key);
    if (value == null) {
      return false;
    }
    if (value instanceof Boolean bool) {
      return bool;
    }
    throw new IllegalArgumentException(key + ": " + shown(value) + " (expected: true or false)");
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
    throw new IllegalArgumentException(
        key + ": " + shown(value) + " (expected: one of " + allowed + ")");
  }

  /** What a stranger has sent, in a message: short, and nothing but printable ASCII. */
  private static String shown(Object value) {
    return Text.printable(value.toString());
  }

  /**
   * How long to wait.
   *
   * @throws IllegalArgumentException with what is allowed
   */
  public static Duration timeout(JsonObject json, Duration otherwise) {
    Object value = json.getValue("timeout");
    if (value == null) {
      return otherwise;
    }
    var parsed = value instanceof String text ? duration(text) : null;
    if (parsed == null || parsed.isZero() || parsed.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "timeout: " + shown(value) + " (expected: 1ms to 5m, such as 10s)");
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
