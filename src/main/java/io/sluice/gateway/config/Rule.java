package io.sluice.gateway.config;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Settings for the requests and responses that match.
 *
 * @param name for logs, metrics and explanations; unique
 */
public record Rule(String name, RuleMatch match, RuleSettings settings) {
  /** Methods that ask with content, and may so be answered from store where a rule says so. */
  private static final Set<String> ASKING = Set.of("POST", "QUERY", "SEARCH", "REPORT", "PROPFIND");

  /**
   * Whether a request that the rule governs passes by the cache. A rule with conditions on the
   * response can only keep that response from being stored.
   */
  public boolean bypasses() {
    return !settings.cache() && !match.asksForResponse();
  }

  /**
   * Methods that the rule makes cacheable: of those that it names, GET and HEAD, and by giving a
   * lifetime to what asks with content, such as POST. What invalidates something is no question.
   */
  public Set<String> storedMethods() {
    var stored = new LinkedHashSet<String>();
    for (var method : match.methods()) {
      var read = method.equals("GET") || method.equals("HEAD");
      var asks = ASKING.contains(method) && hasLifetime() && settings.invalidates().isEmpty();
      if (settings.cache() && (read || asks)) {
        stored.add(method);
      }
    }
    return Ordered.setOf(stored);
  }

  /** Whether the rule wants responses stored for a while. */
  boolean hasLifetime() {
    return settings.cache() && (settings.ttl() != null || settings.immutable());
  }
}
