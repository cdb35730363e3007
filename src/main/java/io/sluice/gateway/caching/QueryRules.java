package io.sluice.gateway.caching;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rule does to the query before it is keyed and sent to the origin.
 *
 * @param sorted whether parameters are sorted by name (those of one name keep their order)
 * @param dropped names of parameters that are removed, such as tracking parameters; a name that
 *     ends in {@code *} covers every name with that beginning
 */
public record QueryRules(boolean sorted, Set<String> dropped) {
  /** Leaves the query alone. */
  public static final QueryRules NONE = new QueryRules(false, Set.of());

  /** Makes the set immutable. */
  public QueryRules {
    dropped = Set.copyOf(dropped);
  }

  /** The target with its query after these rules; the same instance when nothing changes. */
  public RequestTarget apply(RequestTarget target) {
    String query = target.query();
    if (query == null || (!sorted && dropped.isEmpty())) {
      return target;
    }
    List<String> kept = new ArrayList<>();
    for (int from = 0; from <= query.length(); ) {
      int end = query.indexOf('&', from);
      if (end < 0) {
        end = query.length();
      }
      String parameter = query.substring(from, end);
      if (!isDropped(name(parameter))) {
        kept.add(parameter);
      }
      from = end + 1;
    }
    if (sorted) {
      kept.sort((a, b) -> name(a).compareTo(name(b)));
    }
    String joined = String.join("&", kept);
    return joined.equals(query)
        ? target
        : new RequestTarget(target.scheme(), target.authority(), target.path(), orNull(joined));
  }

  private static @Nullable String orNull(String query) {
    return query.isEmpty() ? null : query;
  }

  private static String name(String parameter) {
    int equals = parameter.indexOf('=');
    return equals < 0 ? parameter : parameter.substring(0, equals);
  }

  private boolean isDropped(String name) {
    if (dropped.contains(name)) {
      return true;
    }
    for (String pattern : dropped) {
      if (pattern.endsWith("*") && name.startsWith(pattern.substring(0, pattern.length() - 1))) {
        return true;
      }
    }
    return false;
  }
}
