package io.sluice.gateway.config;

/**
 * Settings for the requests and responses that match.
 *
 * @param name for logs, metrics and explanations; unique
 */
public record Rule(String name, RuleMatch match, RuleSettings settings) {
  /**
   * Whether a request that the rule governs passes by the cache. A rule with conditions on the
   * response can only keep that response from being stored.
   */
  public boolean bypasses() {
    return !settings.cache() && !match.asksForResponse();
  }
}
