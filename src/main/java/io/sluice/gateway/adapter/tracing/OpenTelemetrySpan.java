package io.sluice.gateway.adapter.tracing;

import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.sluice.gateway.message.Span;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;

/** A span of OpenTelemetry, with what belongs to its trace. */
final class OpenTelemetrySpan implements Span {
  private final Tracer tracer;
  private final TextMapPropagator propagator;
  private final io.opentelemetry.api.trace.Span span;
  private final Context context;

  private OpenTelemetrySpan(
      Tracer tracer,
      TextMapPropagator propagator,
      io.opentelemetry.api.trace.Span span,
      Context context) {
    this.tracer = tracer;
    this.propagator = propagator;
    this.span = span;
    this.context = context;
  }

  static OpenTelemetrySpan begin(
      Tracer tracer, TextMapPropagator propagator, Context parent, SpanBuilder builder) {
    var span = builder.setParent(parent).startSpan();
    return new OpenTelemetrySpan(tracer, propagator, span, parent.with(span));
  }

  @Override
  public Span part(String name) {
    return begin(tracer, propagator, context, tracer.spanBuilder(name));
  }

  @Override
  public Span call(String name) {
    return begin(
        tracer, propagator, context, tracer.spanBuilder(name).setSpanKind(SpanKind.CLIENT));
  }

  @Override
  public Span set(String attribute, String value) {
    span.setAttribute(attribute, value);
    return this;
  }

  @Override
  public Span set(String attribute, long value) {
    span.setAttribute(attribute, value);
    return this;
  }

  @Override
  public Span set(String attribute, boolean value) {
    span.setAttribute(attribute, value);
    return this;
  }

  @Override
  public void carry(MultiMap fields) {
    // A tracestate without its traceparent would be that of another trace.
    propagator.fields().forEach(fields::remove);
    propagator.inject(context, fields, (carrier, name, value) -> fields.set(name, value));
  }

  @Override
  public Span fail(String type) {
    span.setStatus(StatusCode.ERROR).setAttribute("error.type", type);
    return this;
  }

  @Override
  public void end() {
    span.end();
  }

  @Override
  public <T> Future<T> until(Future<T> work) {
    return work.onComplete(
        done -> {
          if (done.failed()) {
            fail(done.cause().getClass().getSimpleName());
          }
          end();
        });
  }
}
