package io.sluice.gateway.verticle.dialect;

import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.PurgeTarget;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.Tags;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code BAN}: by the field that names tags (FOSHttpCache, Drupal, API Platform), by host and path
 * (FOSHttpCache), or below the path of a target that ends in an asterisk (Drupal).
 */
final class BanMethod {
  private static final String HOST = "x-host";
  private static final String URL = "x-url";
  private static final String CONTENT_TYPE = "x-content-type";

  private BanMethod() {}

  /**
   * @param field the one that names tags, if any does
   */
  static PurgeOrder read(RequestHead request, @Nullable String field)
      throws InvalidTargetException {
    Fields fields = request.fields();
    if (!isAny(fields, CONTENT_TYPE)) {
      throw new IllegalArgumentException(
          "X-Content-Type: entries are not found by their type (expected: .*)");
    }
    if (field != null) {
      if (!isAny(fields, HOST) || !isAny(fields, URL)) {
        throw new IllegalArgumentException(
            "X-Host and X-Url: not beside " + field + " (expected: .*, or without them)");
      }
      return PurgeRequests.byTags(NamedTags.pattern(fields, field), fields);
    }
    if (fields.contains(HOST) || fields.contains(URL)) {
      return PurgeRequests.byTags(byHostAndPath(fields), fields);
    }
    String path = request.target().path();
    if (path.endsWith("/*")) {
      var below = PathPattern.of(path.substring(0, path.length() - 1) + ".*");
      return new PurgeOrder(
          below.tags(request.target().authority()), PurgeRequests.mode(fields), true);
    }
    throw new IllegalArgumentException(
        "BAN: names nothing (expected: tags in X-Cache-Tags, Cache-Tags or a field of tags.fields,"
            + " X-Host with X-Url, or a path that ends in /*)");
  }

  private static List<String> byHostAndPath(Fields fields) throws InvalidTargetException {
    var path = PathPattern.of(isAny(fields, URL) ? PathPattern.ANY : value(fields, URL));
    if (isAny(fields, HOST)) {
      if (path.isEverything()) {
        return List.of(Tags.ALL);
      }
      throw new IllegalArgumentException(
          "X-Host: none, or any, with a path in X-Url (expected: ^(a.example|b.example)$)");
    }
    List<String> tags = new ArrayList<>();
    for (String host : Alternatives.of(HOST, value(fields, HOST))) {
      tags.addAll(path.isEverything() ? List.of(PurgeTarget.host(host)) : path.tags(host));
    }
    return tags;
  }

  private static boolean isAny(Fields fields, String name) {
    return !fields.contains(name) || value(fields, name).equals(PathPattern.ANY);
  }

  private static String value(Fields fields, String name) {
    @Nullable String value = fields.all(name).size() == 1 ? fields.get(name) : null;
    if (value == null) {
      throw new IllegalArgumentException(name + ": several lines (expected: one)");
    }
    return value;
  }
}
