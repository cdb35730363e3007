package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.HopByHop;
import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.RequestTarget;
import io.sluice.gateway.caching.Text;
import io.sluice.gateway.verticle.ingress.OwnRequests;
import io.sluice.gateway.verticle.warming.WarmOrder;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an order to warm up: {@code {"urls":[…],"sitemap":"…","concurrency":4,"rate":100,
 * "headers":{…}}}. Strict: nothing is done by half. A key whose value is null counts as absent.
 */
final class WarmOrderJson {
  private static final Set<String> KEYS =
      Set.of("urls", "sitemap", "concurrency", "rate", "headers");
  private static final int MAX_FIELDS = 32;
  private static final Pattern FIELD_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
  private static final Pattern FIELD_VALUE = Pattern.compile("[!-~]([ -~]{0,998}[!-~])?");

  /** What is ours to say, or would make the response one for somebody alone. */
  private static final Set<String> REFUSED_FIELDS =
      Set.of(
          "authorization",
          "cache-control",
          "content-encoding",
          "content-length",
          "content-type",
          "cookie",
          "expect",
          "forwarded",
          "host",
          "pragma",
          "proxy-authorization",
          "via",
          "x-forwarded-for",
          "x-forwarded-proto");

  private WarmOrderJson() {}

  /**
   * @throws IllegalArgumentException with a sentence that names the fault and what is allowed
   */
  static WarmOrder parse(JsonObject json, OwnRequests requests) {
    for (String key : json.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "key: " + Text.printable(key) + " (expected: one of " + new TreeSet<>(KEYS) + ")");
      }
    }
    var targets = targets(json, requests);
    var sitemap = json.getValue("sitemap");
    if (targets.isEmpty() && sitemap == null) {
      throw new IllegalArgumentException("nothing to warm up (expected: urls, sitemap or both)");
    }
    return new WarmOrder(
        targets,
        sitemap == null ? null : target("sitemap", sitemap, requests),
        number(json, "concurrency", WarmOrder.DEFAULT_CONCURRENCY, WarmOrder.MAX_CONCURRENCY),
        number(json, "rate", WarmOrder.DEFAULT_RATE, WarmOrder.MAX_RATE),
        fields(json.getValue("headers")));
  }

  private static List<RequestTarget> targets(JsonObject json, OwnRequests requests) {
    var targets = new ArrayList<RequestTarget>();
    var urls = json.getValue("urls");
    if (urls == null) {
      return targets;
    }
    if (!(urls instanceof JsonArray list) || list.size() > WarmOrder.MAX_URLS) {
      throw new IllegalArgumentException(
          "urls: "
              + (urls instanceof JsonArray many ? many.size() + " of them" : "not a list")
              + " (expected: a list of at most "
              + WarmOrder.MAX_URLS
              + " strings)");
    }
    for (int i = 0; i < list.size(); i++) {
      targets.add(target("urls[" + i + "]", list.getValue(i), requests));
    }
    return targets;
  }

  private static RequestTarget target(String where, @Nullable Object url, OwnRequests requests) {
    if (!(url instanceof String text)) {
      throw new IllegalArgumentException(where + ": no string (expected: a URL)");
    }
    try {
      return requests.target(text);
    } catch (InvalidTargetException invalid) {
      throw new IllegalArgumentException(where + ": " + invalid.detail(), invalid);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(where + ": " + refused.getMessage(), refused);
    }
  }

  private static int number(JsonObject json, String key, int otherwise, int most) {
    var value = json.getValue(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Integer number && number >= 1 && number <= most) {
      return number;
    }
    throw new IllegalArgumentException(
        key
            + ": "
            + Text.printable(value.toString())
            + " (expected: an integer, 1 to "
            + most
            + ")");
  }

  private static MultiMap fields(@Nullable Object headers) {
    var fields = MultiMap.caseInsensitiveMultiMap();
    if (headers == null) {
      return fields;
    }
    if (!(headers instanceof JsonObject json) || json.size() > MAX_FIELDS) {
      throw new IllegalArgumentException(
          "headers: not an object of few fields (expected: at most " + MAX_FIELDS + ")");
    }
    for (var field : json) {
      var name = field.getKey().toLowerCase(Locale.ROOT);
      if (!FIELD_NAME.matcher(name).matches() || isRefused(name)) {
        throw new IllegalArgumentException(
            "headers: "
                + Text.printable(field.getKey())
                + " (expected: fields that select a response, such as Accept-Language, and that"
                + " anybody may send)");
      }
      if (!(field.getValue() instanceof String value) || !FIELD_VALUE.matcher(value).matches()) {
        throw new IllegalArgumentException(
            "headers." + name + ": no value of a field (expected: up to 1000 characters of ASCII)");
      }
      fields.set(name, value);
    }
    return fields;
  }

  private static boolean isRefused(String name) {
    return REFUSED_FIELDS.contains(name)
        || HopByHop.isStandard(name)
        || HopByHop.isUntrusted(name)
        || HopByHop.isDroppedFromSharedFetch(name)
        || name.indexOf('_') >= 0;
  }
}
