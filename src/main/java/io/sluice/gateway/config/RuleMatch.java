package io.sluice.gateway.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a rule, all of which must hold; an empty or null one always holds.
 *
 * @param host host without port, {@code *} matches any run of characters
 * @param path see {@link PathPattern}
 * @param url see {@link UrlGlob}
 * @param methods case-sensitive; GET also stands for HEAD, which is answered from GET's entry and
 *     so must fall under the same rule
 * @param headers lower-case name → what one value must look like; {@code *} = present
 * @param query parameter name → what its first value must look like; {@code *} = present
 * @param contentTypes media types without parameters, {@code image/*} allowed
 * @param minBytes of the body
 * @param maxBytes of the body; {@link Long#MAX_VALUE} = any
 */
public record RuleMatch(
    @Nullable Glob host,
    @Nullable PathPattern path,
    @Nullable UrlGlob url,
    Set<String> methods,
    Map<String, Glob> headers,
    Map<String, Glob> query,
    List<StatusRange> statuses,
    List<Glob> contentTypes,
    long minBytes,
    long maxBytes) {
  public RuleMatch {
    methods = Ordered.setOf(methods);
    headers = Ordered.copyOf(headers);
    query = Ordered.copyOf(query);
    statuses = List.copyOf(statuses);
    contentTypes = List.copyOf(contentTypes);
  }

  /** Whether the conditions on the request hold. */
  public boolean matches(RuleRequest request) {
    return (methods.isEmpty() || covers(request.method()))
        && (path == null || path.matches(request.path()))
        && (url == null || url.matches(request))
        && (host == null || host.matches(hostOf(request.authority())))
        && headersMatch(request)
        && queryMatches(request.query());
  }

  /** Whether there are conditions on the response. */
  public boolean asksForResponse() {
    return !statuses.isEmpty()
        || !contentTypes.isEmpty()
        || minBytes > 0
        || maxBytes < Long.MAX_VALUE;
  }

  /** Whether the conditions on the response hold. */
  public boolean matches(RuleResponse response) {
    var bytes = response.bodyBytes();
    return (statuses.isEmpty() || statuses.stream().anyMatch(s -> s.contains(response.status())))
        && (bytes < 0 || (minBytes <= bytes && bytes <= maxBytes))
        && (contentTypes.isEmpty() || contentTypeMatches(response.contentType()));
  }

  private boolean covers(String method) {
    return methods.contains(method) || (method.equals("HEAD") && methods.contains("GET"));
  }

  private boolean headersMatch(RuleRequest request) {
    for (var condition : headers.entrySet()) {
      var value = request.header(condition.getKey());
      if (value == null || !condition.getValue().matches(value)) {
        return false;
      }
    }
    return true;
  }

  private boolean queryMatches(@Nullable String actual) {
    for (var condition : query.entrySet()) {
      var value = actual == null ? null : QueryValues.first(actual, condition.getKey());
      if (value == null || !condition.getValue().matches(value)) {
        return false;
      }
    }
    return true;
  }

  private boolean contentTypeMatches(@Nullable String field) {
    if (field == null) {
      return false;
    }
    var semicolon = field.indexOf(';');
    var type = (semicolon < 0 ? field : field.substring(0, semicolon)).strip();
    var folded = type.toLowerCase(Locale.ROOT);
    return contentTypes.stream().anyMatch(glob -> glob.matches(folded));
  }

  private static String hostOf(String authority) {
    var colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
  }
}
