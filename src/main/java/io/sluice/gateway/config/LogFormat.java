package io.sluice.gateway.config;

/** How the log is written. */
public enum LogFormat {
  /** A line of text an event. */
  TEXT,
  /** A JSON object a line. */
  JSON,
  /** As {@link #JSON}, with metrics for CloudWatch between the lines. */
  EMF
}
