package io.sluice.gateway.invalidation;

import io.sluice.gateway.testing.RealRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The same on the redis-server of the machine, which may be newer; skipped, saying so, where there
 * is none.
 */
class InvalidationScriptsOnInstalledRedisIT extends InvalidationScriptsIT {
  @Override
  RealRedis start(String... options) {
    Optional<Path> installed = installed();
    Assumptions.assumeTrue(
        installed.isPresent(), "SKIPPED: no redis-server on PATH, tried on the embedded 6.2 only");
    return RealRedis.startedFrom(installed.orElseThrow(), options);
  }

  private static Optional<Path> installed() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(":", -1))
        .map(directory -> Path.of(directory, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
