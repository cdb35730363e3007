package io.sluice.gateway.caching;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a rule does to the query before it is keyed and sent to the origin: what the key does not
 * tell apart must not reach whoever answers.
 *
 * @param sorted whether parameters are sorted by name (those of one name keep their order)
 * @param kept says by its name, as encoded, whether a parameter stays
 */
public record QueryRules(boolean sorted, Predicate<String> kept) {

  /** The target with its query after these rules; the same instance when nothing changes. */
  public RequestTarget apply(RequestTarget target) {
    String query = target.query();
    if (query == null) {
      return target;
    }
    List<String> parameters = new ArrayList<>();
    for (int from = 0; from <= query.length(); ) {
      int end = query.indexOf('&', from);
      if (end < 0) {
        end = query.length();
      }
      String parameter = query.substring(from, end);
      if (kept.test(name(parameter))) {
        parameters.add(parameter);
      }
      from = end + 1;
    }
    if (sorted) {
      parameters.sort((a, b) -> name(a).compareTo(name(b)));
    }
    String joined = String.join("&", parameters);
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
}
