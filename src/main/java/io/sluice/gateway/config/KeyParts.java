package io.sluice.gateway.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a cache key takes from a request beside method, scheme, authority and path.
 *
 * @param queryAllow the only query parameters that count, {@code *} is a wildcard; null = all
 * @param queryDeny query parameters that do not count, {@code *} is a wildcard
 * @param querySort whether the order of the parameters does not count
 * @param headers request fields whose value counts, lower case
 * @param cookies cookies whose value counts
 */
public record KeyParts(
    @Nullable List<Glob> queryAllow,
    List<Glob> queryDeny,
    boolean querySort,
    Set<String> headers,
    Set<String> cookies) {
  /** The whole query in its order, no fields, no cookies. */
  public static final KeyParts DEFAULT = new KeyParts(null, List.of(), false, Set.of(), Set.of());

  public KeyParts {
    queryAllow = queryAllow == null ? null : List.copyOf(queryAllow);
    queryDeny = List.copyOf(queryDeny);
    headers = Ordered.setOf(headers);
    cookies = Ordered.setOf(cookies);
  }

  /** Whether a query parameter of this name is a part of the key. */
  public boolean includesParameter(String name) {
    return (queryAllow == null || queryAllow.stream().anyMatch(glob -> glob.matches(name)))
        && queryDeny.stream().noneMatch(glob -> glob.matches(name));
  }
}
