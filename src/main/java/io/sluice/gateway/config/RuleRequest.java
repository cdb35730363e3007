package io.sluice.gateway.config;

import org.jspecify.annotations.Nullable;

/** What rules look at in a request: its normalised form, the one that is keyed. */
public interface RuleRequest {
  String method();

  /** {@code http} or {@code https}. */
  String scheme();

  /** Host and, unless it is the scheme's, port; lower case. */
  String authority();

  /** Begins with a slash. */
  String path();

  /** Without the question mark; null = none. */
  @Nullable String query();

  /** The field's value, its lines joined by commas; null = absent. */
  @Nullable String header(String name);
}
