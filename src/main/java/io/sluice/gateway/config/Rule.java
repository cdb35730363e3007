package io.sluice.gateway.config;

/**
 * Settings for the requests and responses that match.
 *
 * @param name for logs, metrics and explanations; unique
 */
public record Rule(String name, RuleMatch match, RuleSettings settings) {}
