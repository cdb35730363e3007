package io.sluice.gateway.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.core.ExecutableProvider;

/**
 * The redis-server to run: the one named by the environment's {@code SLUICE_TEST_REDIS_SERVER}, or
 * the embedded 6.2, unpacked once per JVM.
 */
final class RedisBinary {

  private static final Path EXECUTABLE = locate();

  private RedisBinary() {}

  static Path path() {
    return EXECUTABLE;
  }

  private static Path locate() {
    var named = System.getenv("SLUICE_TEST_REDIS_SERVER");
    if (named != null && !named.isEmpty()) {
      return Path.of(named);
    }
    try {
      var directory = Files.createTempDirectory("sluice-redis-server").toFile();
      // Before the file: what is registered last is deleted first.
      directory.deleteOnExit();
      File executable = ExecutableProvider.newJarResourceProvider(directory).get();
      executable.deleteOnExit();
      return executable.toPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
