package io.sluice.gateway.config;

/** How a request is written to the access log. */
public enum AccessFormat {
  /** As a JSON object. */
  JSON,
  /** As in the Combined Log Format that many tools read. */
  COMBINED
}
