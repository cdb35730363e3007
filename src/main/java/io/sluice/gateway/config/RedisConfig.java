package io.sluice.gateway.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The shared store and seat of the invalidation log.
 *
 * @param enabled false = no L2 and no lease; invalidations travel over the cluster alone
 * @param embedded true = start one on a free port for development; the endpoint then has no meaning
 * @param keyPrefix in front of every key
 * @param replicas replicas that are configured beside the master; a commit waits for a majority
 * @param maxEntryTtl no entry stays longer
 * @param logLevel of everything that talks to Redis; null = as the rest
 */
public record RedisConfig(
    boolean enabled,
    boolean embedded,
    Endpoint endpoint,
    String keyPrefix,
    Duration connectTimeout,
    Duration commandTimeout,
    int replicas,
    Duration maxEntryTtl,
    @Nullable LogLevel logLevel) {

  /**
   * Where Redis is and who we are there.
   *
   * @param host name or address; an IPv6 address without brackets
   * @param database 0 to 65535
   * @param user ACL user; null = the default user
   */
  public record Endpoint(
      boolean tls,
      String host,
      int port,
      int database,
      @Nullable String user,
      @Nullable Secret password) {

    /** {@code redis[s]://host:port/database}, without credentials: fit for a log. */
    public String url() {
      return (tls ? "rediss://" : "redis://") + new HostPort(host, port) + "/" + database;
    }
  }
}
