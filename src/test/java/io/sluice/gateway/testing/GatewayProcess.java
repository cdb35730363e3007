package io.sluice.gateway.testing;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A gateway in a JVM of its own, as operators run it: configured by environment and command line,
 * told from outside by its start-up line, and ended by signals.
 *
 * <p>The JVM is the child of a shell that kills it when its own standard input ends, which it does
 * when this JVM ends, however that happens: no orphans.
 */
public final class GatewayProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Pattern READY =
      Pattern.compile(
          "sluice ready http=https?://[^ ]*:(\\d+) admin=http://[^ ]*:(\\d+) node=(\\S+) .*");

  private static final String KEEPER =
      """
      ulimit -f $blocks
      "$@" < /dev/null & child=$!; echo "pid $child"; exec 3<&0
      { cat <&3 > /dev/null; kill -9 $child; } 2> /dev/null & keeper=$!
      wait $child; status=$?; kill $keeper; exit $status
      """;

  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private List<String> jvm = Sluice.QUICK;
  private @Nullable Path conf;
  private String fileBlocks = "unlimited";
  private final Queue<String> out = new ConcurrentLinkedQueue<>();
  private final Queue<String> err = new ConcurrentLinkedQueue<>();
  private volatile CompletableFuture<Matcher> ready = new CompletableFuture<>();
  private volatile long pid;
  private @Nullable Process keeper;

  private GatewayProcess() {}

  /** A gateway on ports of the system's choice, still to be configured and started. */
  public static GatewayProcess configured() {
    return new GatewayProcess()
        .environment("SLUICE_HTTP_HOST", "127.0.0.1")
        .environment("SLUICE_HTTP_PORT", "0")
        .environment("SLUICE_ADMIN_PORT", "0")
        .environment("SLUICE_EVENT_LOOPS", "2");
  }

  public GatewayProcess environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public GatewayProcess origin(ScriptedOrigin origin) {
    return environment("SLUICE_ORIGIN", origin.url());
  }

  public GatewayProcess redis(RealRedis redis) {
    return environment("REDIS_URL", redis.uri());
  }

  /** A key of gateway.yaml, as {@code --set} takes it. */
  public GatewayProcess set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** The JVM's options, in place of those that make it small and quick to start. */
  public GatewayProcess jvm(String... options) {
    jvm = List.of(options);
    return this;
  }

  /** The gateway.yaml to read, which all other settings are stronger than. */
  public GatewayProcess conf(Path file) {
    conf = file;
    return this;
  }

  /** Lets no file grow beyond that: what is written then fails, as on a disk that is full. */
  public GatewayProcess largestFile(long bytes) {
    fileBlocks = Long.toString(bytes / 512);
    return this;
  }

  /** Starts it; returns when it accepts requests. */
  public GatewayProcess start() {
    launch();
    return awaitReady();
  }

  /** Starts it and does not wait. */
  public GatewayProcess launch() {
    var line = new CompletableFuture<Matcher>();
    ready = line;
    out.clear();
    err.clear();
    var arguments = new ArrayList<String>();
    if (conf != null) {
      arguments.addAll(List.of("--conf", conf.toString()));
    }
    settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    var command = new ArrayList<>(List.of("sh", "-c", KEEPER, "keeper"));
    command.addAll(Sluice.command(jvm, arguments));
    var builder = Sluice.builder(command);
    builder.environment().putAll(environment);
    builder.environment().put("blocks", fileBlocks);
    try {
      var process = builder.start();
      keeper = process;
      follow("out", process.inputReader(StandardCharsets.UTF_8), this::printed);
      follow("err", process.errorReader(StandardCharsets.UTF_8), err::add);
      process.onExit().thenRun(() -> line.completeExceptionally(new IOException("has ended")));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void follow(
      String name, BufferedReader reader, java.util.function.Consumer<String> action) {
    var thread =
        new Thread(
            () -> {
              try (reader) {
                reader.lines().forEach(action);
              } catch (IOException | UncheckedIOException closed) {
                // The end of the process.
              }
            },
            "gateway-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void printed(String line) {
    out.add(line);
    var match = READY.matcher(line);
    if (line.startsWith("pid ")) {
      pid = Long.parseLong(line.substring(4));
    } else if (match.matches()) {
      ready.complete(match);
    }
  }

  /** Returns when it accepts requests. */
  public GatewayProcess awaitReady() {
    readyLine();
    return this;
  }

  private Matcher readyLine() {
    try {
      return ready.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("no start-up line:\n" + output(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public int httpPort() {
    return Integer.parseInt(readyLine().group(1));
  }

  public int adminPort() {
    return Integer.parseInt(readyLine().group(2));
  }

  public String adminUrl() {
    return "http://127.0.0.1:" + adminPort();
  }

  /** The node's name with its incarnation, as receipts call it. */
  public String node() {
    return readyLine().group(3);
  }

  public long pid() {
    return pid;
  }

  /** The most memory that it has had (RSS). */
  public long peakMemoryBytes() {
    try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many files and sockets it has open. */
  public int descriptors() {
    return Objects.requireNonNull(new File("/proc/" + pid + "/fd").list()).length;
  }

  public boolean isAlive() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** Everything that it has printed, for messages. */
  public String output() {
    return String.join("\n", out) + "\n" + String.join("\n", err);
  }

  /** The lines on stderr, which is where it logs. */
  public List<String> log() {
    return List.copyOf(err);
  }

  /** A new connection to the data port, which the caller closes. */
  public RawHttp connect() {
    return RawHttp.connect(httpPort());
  }

  /** One request without body over a connection of its own. */
  public RawResponse exchange(String method, String target, String... namesAndValues) {
    try (var connection = connect()) {
      return connection.exchange(method, target, namesAndValues);
    }
  }

  public RawResponse get(String target, String... namesAndValues) {
    return exchange("GET", target, namesAndValues);
  }

  /** Asks the control API; an empty text is no body. */
  public RawResponse admin(String method, String target, String json) {
    try (var connection = RawHttp.connect(adminPort())) {
      return connection
          .requestWithBody(method, target, json, "Content-Type", "application/json")
          .response();
    }
  }

  /** The JSON that the control API shows under a path. */
  public JsonObject shown(String path) {
    return new JsonObject(admin("GET", path, "").text());
  }

  /** Invalidates plain tags on the cluster. */
  public RawResponse purge(String... tags) {
    return admin(
        "POST", "/cache/invalidations", new JsonObject().put("tags", List.of(tags)).encode());
  }

  /** Returns when the node holds a lease, without which it trusts nothing that is stored. */
  public GatewayProcess awaitLease() {
    Until.met(() -> shown("/health/ready").getBoolean("lease"));
    return this;
  }

  /**
   * SIGTERM.
   *
   * @return the exit status
   */
  public int terminate() {
    Signal.send("TERM", pid);
    return awaitExit();
  }

  /** SIGHUP: it is to read its configuration again. */
  public void hangUp() {
    Signal.send("HUP", pid);
  }

  /** SIGTERM, without waiting for what follows. */
  public void startTerminating() {
    Signal.send("TERM", pid);
  }

  /** The exit status, once it has ended. */
  public int awaitExit() {
    var process = keeper;
    try {
      if (process == null || !process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("does not end:\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      close();
    }
  }

  /** Ends it as a crash does (SIGKILL). */
  public void kill() {
    Signal.send("KILL", pid);
    awaitExit();
  }

  /** Freezes it (SIGSTOP): its sockets stay open and nothing answers. */
  public void freeze() {
    Signal.send("STOP", pid);
  }

  /** Lets a frozen one go on (SIGCONT). */
  public void thaw() {
    Signal.send("CONT", pid);
  }

  /** Kills it if it still runs. */
  @Override
  public void close() {
    var process = keeper;
    keeper = null;
    if (process == null) {
      return;
    }
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the gateway does not end");
      }
    } catch (IOException brokenPipe) {
      // It has ended already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
