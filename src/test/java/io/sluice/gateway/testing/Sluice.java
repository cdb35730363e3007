package io.sluice.gateway.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs the command line in a JVM of its own: from the jar that the system property {@code
 * sluice.jar} names, or else from this JVM's class path.
 */
public final class Sluice {
  /** Small, and quick to start rather than fast. */
  static final List<String> QUICK =
      List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final long PATIENCE_SECONDS = 20;

  private Sluice() {}

  /** How a command ended. */
  public record Ended(int status, List<String> out, List<String> err) {}

  /** Runs a command that ends by itself. */
  public static Ended run(String... arguments) {
    try {
      var process = builder(command(QUICK, List.of(arguments))).start();
      process.getOutputStream().close();
      var out = CompletableFuture.supplyAsync(() -> lines(process.inputReader()));
      var err = CompletableFuture.supplyAsync(() -> lines(process.errorReader()));
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(List.of(arguments) + " does not end: " + out.join() + err.join());
      }
      return new Ended(process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Runs the doctor on ports that are free, with these settings, each {@code key=value}. */
  public static Ended doctor(String... settings) {
    var arguments =
        new ArrayList<>(List.of("doctor", "--set", "http.port=0", "--set", "admin.port=0"));
    for (var setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return run(arguments.toArray(String[]::new));
  }

  /** What runs the command line with these arguments in a JVM with these options. */
  static List<String> command(List<String> jvm, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    var jar = System.getProperty("sluice.jar", "");
    if (jar.isEmpty()) {
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add("io.sluice.gateway.bootstrap.Main");
    } else {
      command.addAll(List.of("-jar", jar));
    }
    command.addAll(arguments);
    return command;
  }

  /**
   * In a directory without conf/ and verticles/, so that the defaults in the jar count, and without
   * the variables of whoever runs the tests.
   */
  static ProcessBuilder builder(List<String> command) {
    var builder = new ProcessBuilder(command).directory(new File("target"));
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(SLUICE|REDIS|CACHE)_.*|CACHEABLE_METHODS|ENABLE_.*"));
    return builder;
  }

  private static List<String> lines(java.io.BufferedReader reader) {
    return reader.lines().collect(Collectors.toList());
  }
}
