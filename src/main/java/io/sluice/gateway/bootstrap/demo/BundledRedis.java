package io.sluice.gateway.bootstrap.demo;

import java.io.IOException;
import java.nio.file.Path;
import redis.embedded.core.ExecutableProvider;

/**
 * Takes the redis-server binary out of the embedded-redis library.
 *
 * <p>The only class that names the library, which sluice.jar does not carry: whoever touches this
 * class must expect a {@link LinkageError}.
 */
final class BundledRedis {
  private BundledRedis() {}

  /** Unpacks the binary for this machine into the directory and returns its path. */
  static Path unpackInto(Path directory) throws IOException {
    return ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
  }
}
