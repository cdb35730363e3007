package io.sluice.gateway.testing;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has the spans of a class's gateways brought here instead of to a collector; registered before the
 * gateways, and emptied before each test.
 */
public final class MemorySpans implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  private static final String EXPORTER = "otel.traces.exporter";
  private static final String PAUSE = "otel.bsp.schedule.delay";
  private static final List<InMemorySpanExporter> EXPORTERS = new CopyOnWriteArrayList<>();

  /** Found by the SDK under its name. */
  public static final class Provider implements ConfigurableSpanExporterProvider {
    @Override
    public SpanExporter createExporter(ConfigProperties properties) {
      var exporter = InMemorySpanExporter.create();
      EXPORTERS.add(exporter);
      return exporter;
    }

    @Override
    public String getName() {
      return "memory";
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    System.setProperty(EXPORTER, "memory");
    System.setProperty(PAUSE, "10");
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    EXPORTERS.forEach(InMemorySpanExporter::reset);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    EXPORTERS.clear();
    System.clearProperty(EXPORTER);
    System.clearProperty(PAUSE);
  }

  /** All that have ended so far. */
  public List<SpanData> all() {
    return EXPORTERS.stream().flatMap(from -> from.getFinishedSpanItems().stream()).toList();
  }

  /** Those of a trace, once so many have ended. */
  public List<SpanData> ofTrace(String traceId, int count) {
    Until.met(
        Duration.ofSeconds(10),
        () -> ofTrace(traceId).size() >= count,
        () -> count + " spans of " + traceId + " in " + all());
    return ofTrace(traceId);
  }

  private List<SpanData> ofTrace(String traceId) {
    return all().stream().filter(span -> span.getTraceId().equals(traceId)).toList();
  }

  /** The one of these that has the name. */
  public static SpanData named(String name, List<SpanData> spans) {
    var found = spans.stream().filter(span -> span.getName().equals(name)).toList();
    if (found.size() != 1) {
      throw new AssertionError("one span " + name + " in " + spans);
    }
    return found.get(0);
  }
}
