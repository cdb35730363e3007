package io.sluice.gateway.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How each origin of an upstream is asked whether it is well.
 *
 * @param path what is asked for, with GET
 * @param host what is asked for it, null = the origin's own
 * @param interval from the end of a check to the begin of the next, give or take a fifth
 * @param timeout for connection and answer together
 * @param statuses of a good answer
 * @param rise good answers in a row that bring an origin back
 * @param fall bad or missing ones in a row that take it out
 */
public record HealthConfig(
    String path,
    @Nullable String host,
    Duration interval,
    Duration timeout,
    List<StatusRange> statuses,
    int rise,
    int fall) {
  public HealthConfig {
    statuses = List.copyOf(statuses);
  }
}
