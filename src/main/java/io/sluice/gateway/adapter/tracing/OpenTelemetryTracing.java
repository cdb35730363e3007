package io.sluice.gateway.adapter.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import io.sluice.gateway.message.Span;
import io.sluice.gateway.spi.Tracing;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.Map;

/**
 * Spans of the OpenTelemetry SDK, which samples, collects and sends them on threads of its own.
 *
 * <p>Nothing of it is global, and no span is ever current on a thread.
 */
public final class OpenTelemetryTracing implements Tracing {
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
  private static final AttributeKey<String> VERSION = AttributeKey.stringKey("service.version");
  private static final AttributeKey<String> INSTANCE =
      AttributeKey.stringKey("service.instance.id");

  /** What the SDK calls a service that nobody has named. */
  private static final String UNNAMED = "unknown_service:java";

  /** The one protocol that is on board; stronger variables may only name the same. */
  private static final Map<String, String> DEFAULTS =
      Map.of("otel.exporter.otlp.protocol", "http/protobuf");

  /**
   * Stronger than the environment, which other processes may share: these have ways of their own.
   */
  private static final Map<String, String> FIXED =
      Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none");

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;
  private final TextMapPropagator propagator;

  private OpenTelemetryTracing(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    this.tracer = sdk.getTracer("io.sluice.gateway");
    this.propagator = sdk.getPropagators().getTextMapPropagator();
  }

  /**
   * Sets the SDK up by {@code OTEL_*} variables and {@code otel.*} system properties.
   *
   * @param instance this node's name, unless these give another
   * @throws IllegalArgumentException when one of these is wrong
   */
  public static OpenTelemetryTracing start(String instance, String version) {
    SdkLog.install();
    try {
      return new OpenTelemetryTracing(
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesSupplier(() -> DEFAULTS)
              .addPropertiesCustomizer(properties -> FIXED)
              .addResourceCustomizer((resource, properties) -> named(resource, instance, version))
              .build()
              .getOpenTelemetrySdk());
    } catch (ConfigurationException | IllegalArgumentException | IllegalStateException wrong) {
      throw new IllegalArgumentException(
          "tracing.enabled is set, and the OTEL_* variables cannot be used: " + reason(wrong),
          wrong);
    }
  }

  private static String reason(RuntimeException wrong) {
    var cause = wrong.getCause();
    return cause == null ? String.valueOf(wrong.getMessage()) : wrong.getMessage() + ": " + cause;
  }

  private static Resource named(Resource resource, String instance, String version) {
    var own = Attributes.builder().put(VERSION, version).put(INSTANCE, instance);
    var merged = Resource.create(own.build()).merge(resource);
    return UNNAMED.equals(merged.getAttribute(SERVICE))
        ? merged.merge(Resource.create(Attributes.of(SERVICE, "sluice")))
        : merged;
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public Span request(String name, MultiMap fields, long elapsedNanos) {
    return begin(
        tracer
            .spanBuilder(name)
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(Instant.now().minusNanos(elapsedNanos)),
        parent(fields));
  }

  @Override
  public Span work(String name, MultiMap fields) {
    return begin(tracer.spanBuilder(name), parent(fields));
  }

  @Override
  public Span joined(String name, MultiMap fields) {
    var parent = parent(fields);
    return io.opentelemetry.api.trace.Span.fromContext(parent).getSpanContext().isValid()
        ? begin(tracer.spanBuilder(name).setSpanKind(SpanKind.SERVER), parent)
        : Span.NONE;
  }

  private Context parent(MultiMap fields) {
    return propagator.extract(Context.root(), fields, FieldsGetter.INSTANCE);
  }

  private Span begin(SpanBuilder builder, Context parent) {
    return OpenTelemetrySpan.begin(tracer, propagator, parent, builder);
  }

  @Override
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    sdk.shutdown().whenComplete(closed::complete);
    return closed.future();
  }
}
