package io.sluice.gateway.bootstrap;

import io.sluice.gateway.adapter.log.EmfReport;
import io.sluice.gateway.adapter.log.FileSink;
import io.sluice.gateway.adapter.log.LineWriter;
import io.sluice.gateway.adapter.log.RequestLines;
import io.sluice.gateway.config.AccessFormat;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.LogConfig;
import io.sluice.gateway.config.LogFormat;
import io.sluice.gateway.spi.BusCounts;
import io.sluice.gateway.spi.CacheEvents;
import io.sluice.gateway.spi.LoopLag;
import io.sluice.gateway.spi.RequestLog;
import io.sluice.gateway.spi.Tracing;
import io.sluice.gateway.spi.Traffic;
import io.vertx.core.Vertx;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What watches a node at work: counters, request logs, traces, reports to CloudWatch. */
final class Observation implements AutoCloseable {
  private final Traffic traffic = new Traffic();
  private final BusCounts bus = new BusCounts();
  private final CacheEvents events = new CacheEvents();
  private final LoopLag loopLag;
  private final RequestLog requestLog;
  private final Tracing tracing;
  private final Map<Path, LineWriter> writers = new HashMap<>();
  private final @Nullable LineWriter emf;

  Observation(GatewayConfig config, Tracing tracing, Vertx vertx) {
    this.tracing = tracing;
    var log = config.log();
    loopLag = new LoopLag(config.eventLoops());
    var access = writer(log.access());
    var cache = writer(log.cache());
    requestLog =
        access == null && cache == null
            ? RequestLog.NONE
            : new RequestLines(
                config.nodeId(), access, cache, log.accessFormat() == AccessFormat.COMBINED);
    emf =
        log.format() == LogFormat.EMF
            ? new LineWriter("emf-log", new Console(FileDescriptor.err))
            : null;
    if (emf != null) {
      report(vertx, emf, new EmfReport(traffic, config.nodeId()), log);
    }
  }

  private static void report(Vertx vertx, LineWriter out, EmfReport report, LogConfig log) {
    vertx.setPeriodic(
        log.emfInterval().toMillis(),
        id -> report.lines(System.currentTimeMillis()).forEach(line -> out.offer(() -> line)));
  }

  private @Nullable LineWriter writer(@Nullable Path target) {
    return target == null ? null : writers.computeIfAbsent(target, Observation::open);
  }

  private static LineWriter open(Path target) {
    try {
      return target.equals(LogConfig.STDOUT)
          ? new LineWriter("request-log", new Console(FileDescriptor.out))
          : new LineWriter("request-log " + target, new FileSink(target));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write " + target + " (log.access or log.cache): " + e, e);
    }
  }

  /** A stream of the process itself: not by way of {@code System.out}, whose lock others need. */
  private static final class Console implements LineWriter.Sink {
    private final FileOutputStream out;

    Console(FileDescriptor descriptor) {
      out = new FileOutputStream(descriptor);
    }

    @Override
    public void write(byte[] lines) throws IOException {
      out.write(lines);
    }

    @Override
    public void close() {
      // Others go on writing to it.
    }
  }

  Traffic traffic() {
    return traffic;
  }

  BusCounts bus() {
    return bus;
  }

  CacheEvents events() {
    return events;
  }

  LoopLag loopLag() {
    return loopLag;
  }

  RequestLog requestLog() {
    return requestLog;
  }

  Tracing tracing() {
    return tracing;
  }

  /** Lines that were not written. */
  long droppedLines() {
    return writers.values().stream().mapToLong(LineWriter::dropped).sum()
        + (emf == null ? 0 : emf.dropped());
  }

  @Override
  public void close() {
    writers.values().forEach(LineWriter::close);
    if (emf != null) {
      emf.close();
    }
  }
}
