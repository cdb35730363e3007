package io.sluice.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is logged, and where requests are.
 *
 * @param emfInterval between two lines of metrics in the format EMF
 * @param access the file of the access log, or {@link #STDOUT}; null = none
 * @param accessFormat of the access log
 * @param cache the file of the cache log, likewise
 * @param sample one of so many requests is in these two, where its rule does not say; errors are
 *     all there
 */
public record LogConfig(
    LogLevel level,
    LogFormat format,
    Duration emfInterval,
    @Nullable Path access,
    AccessFormat accessFormat,
    @Nullable Path cache,
    int sample) {
  /** In place of a file. */
  public static final Path STDOUT = Path.of("stdout");
}
