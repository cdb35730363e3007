package io.sluice.gateway.bootstrap.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Redis server of this process's own: on a free port of the loopback interface, in a temporary
 * directory, without persistence.
 *
 * <p>It ends with {@link #close()} or, failing that, with the JVM; only a JVM that is killed
 * outright leaves it behind. Starting and closing block: call them off the event loops.
 */
public final class EmbeddedRedis implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int START_ATTEMPTS = 5;
  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 20;
  private static final long STOP_SECONDS = 5;

  private final Process process;
  private final int port;
  private final Path directory;
  private final Thread hook;

  private EmbeddedRedis(Process process, int port, Path directory) {
    this.process = process;
    this.port = port;
    this.directory = directory;
    this.hook = new Thread(this::stop, "embedded-redis-stop");
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @throws IOException if there is no binary for this machine, or it does not start within 10 s;
   *     the message says what to do
   */
  public static EmbeddedRedis start() throws IOException {
    return start(RedisBinary.onThisMachine());
  }

  static EmbeddedRedis start(RedisBinary binary) throws IOException {
    Path directory = Files.createTempDirectory("sluice-redis-");
    try {
      Path executable = binary.locate(directory);
      // Whoever takes the free port before Redis binds it makes Redis exit: then try another.
      for (int attempt = 1; ; attempt++) {
        try {
          return launch(executable, directory);
        } catch (IOException e) {
          if (attempt == START_ATTEMPTS) {
            throw e;
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      delete(directory);
      throw e;
    }
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** The address as {@code REDIS_URL} takes it. */
  public String url() {
    return "redis://" + HOST + ":" + port;
  }

  /** The server's process id. */
  long pid() {
    return process.pid();
  }

  /** Stops the server and removes its directory; further calls do nothing. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is shutting down already: the hook does, or did, what follows; both may.
    }
    stop();
  }

  private static EmbeddedRedis launch(Path executable, Path directory) throws IOException {
    int port = freePort();
    File log = directory.resolve("redis.log").toFile();
    Process process =
        new ProcessBuilder(command(executable, port))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    var redis = new EmbeddedRedis(process, port, directory);
    Runtime.getRuntime().addShutdownHook(redis.hook);
    try {
      redis.awaitReady(log.toPath());
      return redis;
    } catch (IOException | RuntimeException e) {
      Runtime.getRuntime().removeShutdownHook(redis.hook);
      redis.end();
      throw e;
    }
  }

  private static List<String> command(Path executable, int port) {
    return List.of(
        executable.toString(),
        "--bind",
        HOST,
        "--port",
        Integer.toString(port),
        "--save",
        "",
        "--appendonly",
        "no",
        "--daemonize",
        "no",
        // What expires may be evicted; the control keys of the invalidation log never expire.
        "--maxmemory",
        "256mb",
        "--maxmemory-policy",
        "volatile-lru");
  }

  private void awaitReady(Path log) throws IOException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!answers()) {
      if (exitedWithin(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "Redis ended at once with status "
                + process.exitValue()
                + ": "
                + Files.readString(log));
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "Redis did not answer within " + START_TIMEOUT + ": " + Files.readString(log));
      }
    }
  }

  private boolean answers() {
    try (var socket = new Socket(loopback(), port)) {
      socket.setSoTimeout((int) START_TIMEOUT.toMillis());
      socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(5);
      return new String(answer, US_ASCII).equals("+PONG") && process.isAlive();
    } catch (IOException e) {
      return false;
    }
  }

  private void stop() {
    end();
    delete(directory);
  }

  private void end() {
    process.destroy();
    if (!exitedWithin(STOP_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private boolean exitedWithin(long time, TimeUnit unit) {
    try {
      return process.waitFor(time, unit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return true;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    }
  }

  /** The IPv4 one, whatever the JVM prefers: Redis is bound to that. */
  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  /** Best effort: what stays is a few files in the system's temporary directory. */
  private static void delete(Path directory) {
    File[] files = directory.toFile().listFiles();
    if (files != null) {
      for (File file : files) {
        file.delete();
      }
    }
    directory.toFile().delete();
  }
}
