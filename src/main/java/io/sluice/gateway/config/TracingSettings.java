package io.sluice.gateway.config;

/** The row of {@code tracing}; all else the {@code OTEL_*} variables say. */
final class TracingSettings {
  static final Section SECTION =
      new Section(
          "tracing",
          "Traces by OpenTelemetry. Where they go, how many, and under which name, the standard"
              + " OTEL_* variables say.");

  private static final Setting<Boolean> ENABLED =
      SECTION.add(
          "enabled",
          row ->
              row.byDefault("false")
                  .env("SLUICE_TRACING_ENABLED")
                  .as(
                      Kinds.bool(),
                      "Whether requests have spans, sent by OTLP over HTTP, and origins are told"
                          + " of them (traceparent)."));

  private TracingSettings() {}

  static boolean enabled(Values values) {
    return values.get(ENABLED);
  }
}
