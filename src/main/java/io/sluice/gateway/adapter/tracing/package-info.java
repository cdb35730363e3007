/** Spans by way of OpenTelemetry, whose SDK the {@code OTEL_*} variables set up. */
@NullMarked
package io.sluice.gateway.adapter.tracing;

import org.jspecify.annotations.NullMarked;
