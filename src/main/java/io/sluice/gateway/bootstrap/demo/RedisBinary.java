package io.sluice.gateway.bootstrap.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds a redis-server to run: the embedded-redis library's when that is on the class path (a run
 * by Maven), else the one on the PATH (sluice.jar carries none).
 *
 * @param bundle the library, or a stand-in for it
 * @param searchPath directories as in the environment variable PATH; may be empty
 */
record RedisBinary(Bundle bundle, String searchPath) {

  /** Unpacks a binary; a missing library shows as a {@link LinkageError}. */
  interface Bundle {
    Path unpackInto(Path directory) throws IOException;
  }

  static RedisBinary onThisMachine() {
    String path = System.getenv("PATH");
    // A lambda, not a method reference: the latter would load the library's classes here.
    return new RedisBinary(
        directory -> BundledRedis.unpackInto(directory), path == null ? "" : path);
  }

  /**
   * @param directory where a bundled binary may be unpacked
   * @throws IOException if there is none
   */
  Path locate(Path directory) throws IOException {
    String reason;
    try {
      return bundle.unpackInto(directory);
    } catch (LinkageError e) {
      reason = "this build carries none";
    } catch (IOException | RuntimeException e) {
      reason = "the bundled one is not for this machine: " + e.getMessage();
    }
    String why = reason;
    return onSearchPath()
        .orElseThrow(
            () ->
                new IOException(
                    "No Redis to start ("
                        + why
                        + ", and there is no redis-server on the PATH). Install Redis, or name one"
                        + " that runs in REDIS_URL, or do without: REDIS_ENABLED=false"));
  }

  private Optional<Path> onSearchPath() {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(searchPath)
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry, "redis-server"))
        .filter(candidate -> Files.isRegularFile(candidate) && Files.isExecutable(candidate))
        .findFirst();
  }
}
