package io.sluice.gateway.bootstrap;

import io.sluice.gateway.bootstrap.consistency.CheckOptions;
import io.sluice.gateway.bootstrap.consistency.ConsistencyCheck;
import io.sluice.gateway.bootstrap.consistency.Report;
import io.sluice.gateway.config.Durations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice verify-consistency}: looks for stale answers on a running cluster. */
@Command(
    name = "verify-consistency",
    description = {
      "Looks for answers that are older than an invalidation which had succeeded.",
      "",
      "Brings an origin of its own, to which every gateway must lead for /_consistency/: start the"
          + " nodes with SLUICE_ORIGIN=http://<this host>:7979, or give them an upstream and a rule"
          + " (docs/operations.md). Then reads and invalidates its pages through all of them. Break"
          + " what you like meanwhile: kill nodes, stop Redis, cut the network.",
      ""
    },
    footer = {
      "",
      "Exit status: 0 no violation, 1 a violation or nothing proven, 2 bad command line."
    },
    mixinStandardHelpOptions = true)
final class VerifyConsistencyCommand implements Callable<Integer> {
  private static final long PROGRESS_NANOS = 1_000_000_000L;

  @Option(
      names = "--gateways",
      required = true,
      split = ",",
      paramLabel = "URL",
      description = "Data ports of all nodes, separated by commas.")
  private List<URI> gateways = new ArrayList<>();

  @Option(
      names = "--admins",
      required = true,
      split = ",",
      paramLabel = "URL",
      description = "Admin ports through which to invalidate, separated by commas.")
  private List<URI> admins = new ArrayList<>();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with a bearer token; default: the variable SLUICE_ADMIN_TOKEN.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      defaultValue = "consistency.test",
      description = "Host of the requests, one of http.hosts if set; default: ${DEFAULT-VALUE}.")
  private String host = "";

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7979",
      description = "Where the origin listens; default: ${DEFAULT-VALUE}.")
  private String listen = "";

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How long, such as 30s or 5m; default: ${DEFAULT-VALUE}.")
  private String duration = "";

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many URLs, 1 to 100000; default: ${DEFAULT-VALUE}.")
  private int keys;

  @Option(
      names = "--readers",
      paramLabel = "N",
      defaultValue = "8",
      description = "Readers at a time on each node, 1 to 1000; default: ${DEFAULT-VALUE}.")
  private int readers;

  @Option(
      names = "--writers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Invalidations at a time in all, 1 to 100; default: ${DEFAULT-VALUE}.")
  private int writers;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides what is read and invalidated; default: a random one, which is told.")
  private @Nullable Long seed;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    var time = Durations.parse(duration);
    if (time == null || time.isZero()) {
      throw wrong("--duration: " + duration + " (expected: a duration such as 30s or 5m)");
    }
    var options = options();
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    out.println("seed " + options.seed());
    out.flush();
    var vertx = Vertx.vertx();
    try {
      var check = await(ConsistencyCheck.start(vertx, options));
      watch(check, time, err);
      return print(await(check.finish()), out);
    } catch (ExecutionException failed) {
      var cause = failed.getCause() == null ? failed : failed.getCause();
      err.println("cannot check: " + cause.getMessage());
      return SluiceCommand.FAILED;
    } finally {
      vertx.close();
      out.flush();
      err.flush();
    }
  }

  private CheckOptions options() {
    int colon = listen.lastIndexOf(':');
    try {
      return new CheckOptions(
          gateways,
          admins,
          token(),
          host,
          listen.substring(0, Math.max(0, colon)),
          Integer.parseInt(listen.substring(colon + 1)),
          keys,
          readers,
          writers,
          seed != null ? seed : ThreadLocalRandom.current().nextLong(1L << 48));
    } catch (NumberFormatException noPort) {
      throw wrong("--listen: " + listen + " (expected: host:port)");
    } catch (IllegalArgumentException invalid) {
      throw wrong("--" + invalid.getMessage());
    }
  }

  private String token() {
    if (tokenFile == null) {
      String variable = System.getenv("SLUICE_ADMIN_TOKEN");
      return variable == null ? "" : variable;
    }
    try {
      return Files.readString(tokenFile).strip();
    } catch (IOException unreadable) {
      throw wrong("--token-file: " + tokenFile + " cannot be read");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** Lets it run; tells a terminal how far it is. */
  private static void watch(ConsistencyCheck check, Duration time, PrintWriter err)
      throws ExecutionException, InterruptedException {
    boolean terminal = CommandLine.Help.Ansi.AUTO.enabled();
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, PROGRESS_NANOS));
      if (terminal) {
        err.print("\r" + await(check.report()).line() + "  ");
        err.flush();
      }
    }
    if (terminal) {
      err.println();
    }
  }

  private static int print(Report report, PrintWriter out) {
    out.print(report);
    if (report.violated() > 0) {
      out.println("VIOLATED");
      return SluiceCommand.FAILED;
    }
    if (!report.proves()) {
      out.println(
          "NOTHING PROVEN: too few hits, or no invalidation succeeded"
              + " (is X-Cache HIT for other URLs? do purges succeed?)");
      return SluiceCommand.FAILED;
    }
    out.println("no violation");
    return 0;
  }

  private static <T> T await(Future<T> future) throws ExecutionException, InterruptedException {
    return future.toCompletionStage().toCompletableFuture().get();
  }
}
