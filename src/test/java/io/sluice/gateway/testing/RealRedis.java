package io.sluice.gateway.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis server on a free port, with a directory of its own, that tests may kill, stop and
 * start again.
 *
 * <p>The server is the child of a shell that kills it when its own standard input ends, which it
 * does when this JVM ends, however that happens: no orphans.
 */
public final class RealRedis implements AutoCloseable {

  /** How far above a server's port that of the Cluster's bus is. */
  private static final int CLUSTER_BUS = 10_000;

  private static final String KEEPER =
      """
      "$@" < /dev/null & echo "pid $!"; cat > /dev/null; kill -9 $!; wait
      """;

  private final Path executable;
  private final List<String> options;
  private final Path directory;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private List<String> monitored = List.of();
  private IntSupplier ports = FreePort::find;
  private int port = ports.getAsInt();
  private @Nullable Process keeper;
  private long pid;

  private RealRedis(Path executable, List<String> options) {
    this.executable = executable;
    this.options = options;
    try {
      directory = Files.createTempDirectory("sluice-redis");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether there is a redis-server for this machine. */
  public static boolean isAvailable() {
    try {
      return Files.isExecutable(RedisBinary.path());
    } catch (LinkageError notBrought) {
      return false;
    }
  }

  /**
   * Starts a server that persists nothing.
   *
   * @param options as on redis-server's command line: {@code "--maxmemory", "3mb"}
   */
  public static RealRedis started(String... options) {
    return startedFrom(RedisBinary.path(), options);
  }

  /** Starts another redis-server than the one that the tests bring along. */
  public static RealRedis startedFrom(Path executable, String... options) {
    var redis = new RealRedis(executable, List.of(options));
    redis.start();
    return redis;
  }

  /**
   * Starts a Sentinel that takes a silent server for dead after a second, and replaces a master
   * when one more Sentinel agrees.
   *
   * @param options lines of its configuration
   */
  public static RealRedis sentinel(String masterName, int masterPort, String... options) {
    var redis = new RealRedis(RedisBinary.path(), List.of(options));
    redis.monitored =
        List.of(
            "sentinel monitor " + masterName + " 127.0.0.1 " + masterPort + " 2",
            "sentinel down-after-milliseconds " + masterName + " 1000",
            "sentinel failover-timeout " + masterName + " 3000");
    redis.start();
    return redis;
  }

  /**
   * The redis-server on PATH, which may be newer than the one that the tests bring, and have TLS.
   */
  public static Optional<Path> installed() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(":", -1))
        .map(directory -> Path.of(directory, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts a server that may become one of a Redis Cluster. */
  public static RealRedis startedForCluster(String... options) {
    var redis = new RealRedis(RedisBinary.path(), List.of(options));
    redis.ports = () -> FreePort.findWithAnother(CLUSTER_BUS);
    redis.port = redis.ports.getAsInt();
    redis.start();
    return redis;
  }

  /** Chooses a port and starts nothing yet. */
  public static RealRedis notStarted(String... options) {
    return new RealRedis(RedisBinary.path(), List.of(options));
  }

  /** Starts the server, on the port that it had before, and returns when it accepts connections. */
  public void start() {
    // Another process may have taken the port since it was found free; a server that has already
    // told its port to others keeps it.
    int attempts = log.isEmpty() ? 5 : 1;
    for (int i = 0; i < attempts; i++) {
      if (tryStart()) {
        return;
      }
      port = attempts > 1 ? ports.getAsInt() : port;
    }
    throw new IllegalStateException("Redis did not start:\n" + String.join("\n", log));
  }

  private boolean tryStart() {
    var command = new ArrayList<>(List.of("sh", "-c", KEEPER, "keeper"));
    command.add(executable.toString());
    try {
      command.addAll(monitored.isEmpty() ? serverOptions() : sentinelOptions());
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      keeper = process;
      var output = process.inputReader(StandardCharsets.UTF_8);
      for (var line = output.readLine(); line != null; line = output.readLine()) {
        log.add(line);
        if (line.startsWith("pid ")) {
          pid = Long.parseLong(line.substring(4));
        } else if (line.contains("Ready to accept connections")
            || line.contains("+monitor master")) {
          drain(output);
          return true;
        } else if (line.contains("Failed listening") || line.contains("FATAL")) {
          break;
        }
      }
      release();
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> serverOptions() {
    var all = new ArrayList<>(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1"));
    all.addAll(List.of("--dir", directory.toString(), "--save", "", "--appendonly", "no"));
    all.addAll(options);
    return all;
  }

  /** A Sentinel keeps what it learns in its file, which it reads when it is started again. */
  private List<String> sentinelOptions() throws IOException {
    var file = directory.resolve("sentinel.conf");
    if (Files.notExists(file)) {
      var lines = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1", "dir " + directory));
      lines.addAll(monitored);
      lines.addAll(options);
      Files.write(file, lines);
    }
    return List.of(file.toString(), "--sentinel");
  }

  /** Lest the server block on a full pipe. */
  private void drain(BufferedReader output) {
    var thread = new Thread(() -> output.lines().forEach(log::add), "redis-log-" + port);
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return port;
  }

  public long pid() {
    return pid;
  }

  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Ends the process as a crash does (kill -9). */
  public void kill() {
    signal("KILL");
    release();
  }

  /** Freezes the process (SIGSTOP): its sockets stay open and nothing answers. */
  public void freeze() {
    signal("STOP");
  }

  /** Lets a frozen process go on (SIGCONT). */
  public void thaw() {
    signal("CONT");
  }

  /** Kills and starts anew on the same port: with a new run id and, without persistence, empty. */
  public void restart() {
    kill();
    start();
  }

  public void flushAll() {
    call("FLUSHALL");
  }

  /** Suspends all commands of clients (CLIENT PAUSE) for so long. */
  public void pauseClients(Duration time) {
    call("CLIENT", "PAUSE", String.valueOf(time.toMillis()));
  }

  /** One command over a connection of its own; see {@link RawRedis#call}. */
  public @Nullable Object call(String... command) {
    try (var connection = connect()) {
      return connection.call(command);
    }
  }

  /** A connection to be used directly. */
  public RawRedis connect() {
    return new RawRedis(port);
  }

  @Override
  public void close() {
    release();
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void signal(String name) {
    Signal.send(name, pid);
  }

  /** Ends the keeper, and with it the server, and awaits both. */
  private void release() {
    var process = keeper;
    keeper = null;
    if (process == null) {
      return;
    }
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Redis " + pid + " does not end");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
