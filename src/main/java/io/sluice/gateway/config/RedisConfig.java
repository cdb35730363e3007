package io.sluice.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The shared store and seat of the invalidation log.
 *
 * @param enabled false = no L2 and no lease; invalidations travel over the cluster alone
 * @param sentinelUser who asks the Sentinels; null = the default user
 * @param sentinelPassword for the Sentinels; null = none
 * @param verifyHost whether the certificate of a server must name the host
 * @param embedded true = start one on a free port for development; the endpoint then has no meaning
 * @param keyPrefix in front of every key
 * @param replicas replicas that are configured beside the master of the invalidation log; a commit
 *     waits for a majority
 * @param maxEntryTtl no entry stays longer
 * @param logLevel of everything that talks to Redis; null = as the rest
 */
public record RedisConfig(
    boolean enabled,
    boolean embedded,
    Endpoint endpoint,
    @Nullable String sentinelUser,
    @Nullable Secret sentinelPassword,
    ClientTlsConfig tls,
    boolean verifyHost,
    String keyPrefix,
    Duration connectTimeout,
    Duration commandTimeout,
    int replicas,
    Duration maxEntryTtl,
    @Nullable LogLevel logLevel) {

  /**
   * Where Redis is and who we are there.
   *
   * @param servers the server; the Sentinels, if {@code master} is not null; some of the Cluster's
   * @param master the name of the master whose address the Sentinels tell; null = no Sentinels
   * @param cluster whether it is a Redis Cluster
   * @param database 0 to 65535
   * @param user ACL user; null = the default user
   */
  public record Endpoint(
      boolean tls,
      List<HostPort> servers,
      @Nullable String master,
      boolean cluster,
      int database,
      @Nullable String user,
      @Nullable Secret password) {
    public Endpoint {
      servers = List.copyOf(servers);
    }

    /**
     * {@code redis[s]://host:port/database}, {@code
     * redis[s]+sentinel://host:port,host:port/master/database} or {@code
     * redis[s]+cluster://host:port,host:port}, without credentials: fit for a log.
     */
    public String url() {
      var places = servers.stream().map(HostPort::toString).collect(Collectors.joining(","));
      var scheme = tls ? "rediss" : "redis";
      if (cluster) {
        return scheme + "+cluster://" + places;
      }
      return scheme
          + (master == null ? "://" + places : "+sentinel://" + places + "/" + master)
          + "/"
          + database;
    }
  }
}
