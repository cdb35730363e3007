package io.sluice.gateway.verticle.dialect;

import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.PurgeTarget;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.Tags;
import io.sluice.gateway.caching.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code PURGE}: by the field that names tags (Magento, API Platform, xkey, Souin), as a whole
 * (Symfony), below a path (the plugins of WordPress), or else the URL itself with all its variants
 * and queries.
 */
final class PurgeMethod {
  private static final String CLEAR = "clear-cache";

  private PurgeMethod() {}

  /**
   * @param field the one that names tags, if any does
   */
  static PurgeOrder read(RequestHead request, @Nullable String field)
      throws InvalidTargetException {
    Fields fields = request.fields();
    if (fields.contains(CLEAR)) {
      if (field != null || !fields.all(CLEAR).equals(List.of("true"))) {
        throw new IllegalArgumentException("Clear-Cache: (expected: true, once, and no tags)");
      }
      return PurgeRequests.byTags(List.of(Tags.ALL), fields);
    }
    if (field == null) {
      return new PurgeOrder(ofTarget(request), PurgeRequests.mode(fields), true);
    }
    boolean pattern = field.equals(NamedTags.MAGENTO) || field.equals(NamedTags.API_PLATFORM);
    return PurgeRequests.byTags(
        pattern ? NamedTags.pattern(fields, field) : NamedTags.list(fields, field), fields);
  }

  private static List<String> ofTarget(RequestHead request) throws InvalidTargetException {
    String path = request.target().path();
    // What no URL ends in means the same without the field, which not every client sends.
    String otherwise = path.endsWith("/" + PathPattern.ANY) ? "regex" : "default";
    String method = request.fields().get("x-purge-method");
    method = method == null ? otherwise : method;
    if (method.equals("default") || method.equals("exact")) {
      return PurgeTarget.url(request.target().uri());
    }
    if (!method.equals("regex")) {
      throw new IllegalArgumentException(
          "X-Purge-Method: " + Text.printable(method) + " (expected: default, exact or regex)");
    }
    return PathPattern.of(path).tags(request.target().authority());
  }
}
