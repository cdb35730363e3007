package io.sluice.gateway.adapter.redis;

import io.vertx.core.net.NetClientOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How to reach one Redis, and how long to wait for it.
 *
 * @param uri {@code redis://[user:password@]host[:port][/db]}, {@code rediss://} for TLS, {@code
 *     unix:///path}, {@code redis[s]+sentinel://host:port[,host:port…]/master[/db]}, or {@code
 *     redis[s]+cluster://host:port[,host:port…]}; credentials percent-encoded
 * @param login for the server, where the URI says nothing
 * @param sentinelLogin for the Sentinels
 * @param keyPrefix in front of every key and channel
 * @param connectTimeout for the TCP connection alone, and for Sentinels or a Cluster to say where
 *     to, 1 ms to 5 min
 * @param commandTimeout from sending a command to its reply, 1 ms to 5 min
 * @param hangTimeout a connection on which no byte arrived for so long is given up; at least three
 *     times {@code pingInterval}
 * @param pingInterval how often a connection is probed, 10 ms to 1 min
 * @param maxInFlight commands of one link without reply, 1 to 1,000,000; more fail at once
 * @param tls terms of trust, where the URI asks for TLS
 */
public record RedisSettings(
    String uri,
    RedisLogin login,
    RedisLogin sentinelLogin,
    String keyPrefix,
    Duration connectTimeout,
    Duration commandTimeout,
    Duration hangTimeout,
    Duration pingInterval,
    int maxInFlight,
    RedisTls tls) {

  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Set<String> SCHEMES = Set.of("redis", "rediss", "unix");

  /** Checks ranges and the URI's form; no message ever holds the URI, which may hold a password. */
  public RedisSettings {
    if (SentinelUri.parse(uri) == null && ClusterUri.parse(uri) == null) {
      check(parse(uri));
    }
    within("connectTimeout", connectTimeout, 1, LONGEST);
    within("commandTimeout", commandTimeout, 1, LONGEST);
    within("pingInterval", pingInterval, 10, Duration.ofMinutes(1));
    within("hangTimeout", hangTimeout, 3 * pingInterval.toMillis(), LONGEST);
    if (maxInFlight < 1 || maxInFlight > 1_000_000) {
      throw new IllegalArgumentException(
          "maxInFlight: " + maxInFlight + " (expected: 1 to 1000000)");
    }
  }

  private static void check(URI parsed) {
    if (parsed.getScheme() == null || !SCHEMES.contains(parsed.getScheme())) {
      throw new IllegalArgumentException(
          "scheme of the Redis URL: " + parsed.getScheme() + " (expected: one of " + SCHEMES + ")");
    }
    boolean unix = parsed.getScheme().equals("unix");
    if (unix
        ? parsed.getPath() == null || parsed.getPath().length() < 2
        : ServerUri.address(parsed) == null) {
      throw new IllegalArgumentException(
          "Redis URL without "
              + (unix ? "a path" : "a valid host")
              + " (expected: redis://host:port)");
    }
    if (!unix && !parsed.getPath().matches("(/\\d{0,5})?")) {
      throw new IllegalArgumentException(
          "database in the Redis URL: " + parsed.getPath() + " (expected: /0 to /99999)");
    }
  }

  /** The defaults: 2 s to connect, 1 s a command, a hanging server is noticed after 1 s. */
  public static RedisSettings of(String uri) {
    return new RedisSettings(
        uri,
        RedisLogin.NONE,
        RedisLogin.NONE,
        "sluice:",
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofMillis(300),
        4096,
        RedisTls.DEFAULT);
  }

  /** These settings with another command timeout. */
  public RedisSettings withCommandTimeout(Duration timeout) {
    return with(timeout, maxInFlight, tls);
  }

  /** These settings with another bound of commands in flight. */
  public RedisSettings withMaxInFlight(int commands) {
    return with(commandTimeout, commands, tls);
  }

  /** These settings with other terms of trust. */
  public RedisSettings withTls(RedisTls terms) {
    return with(commandTimeout, maxInFlight, terms);
  }

  private RedisSettings with(Duration timeout, int commands, RedisTls terms) {
    return with(uri, timeout, commands, terms);
  }

  private RedisSettings with(String place, Duration timeout, int commands, RedisTls terms) {
    return new RedisSettings(
        place,
        login,
        sentinelLogin,
        keyPrefix,
        connectTimeout,
        timeout,
        hangTimeout,
        pingInterval,
        commands,
        terms);
  }

  /** Host and port, the socket's path, or several servers: what may be logged. */
  public String address() {
    var sentinel = sentinel();
    if (sentinel != null) {
      return sentinel.master() + " of " + String.join(",", sentinel.sentinels());
    }
    var cluster = cluster();
    if (cluster != null) {
      return "the Cluster of " + String.join(",", cluster.seeds());
    }
    var parsed = parse(uri);
    var address = ServerUri.address(parsed);
    return address == null ? parsed.getPath() : address;
  }

  /** Whether the connection is encrypted. */
  public boolean encrypted() {
    return uri.startsWith("rediss");
  }

  /** Whether it is a Redis Cluster. */
  public boolean isCluster() {
    return cluster() != null;
  }

  /** Of one server of the Cluster. */
  public RedisSettings ofServer(String hostAndPort) {
    var cluster = cluster();
    return cluster == null
        ? this
        : with(cluster.ofServer(hostAndPort), commandTimeout, maxInFlight, tls);
  }

  /** Null where there are no Sentinels. */
  @Nullable SentinelUri sentinel() {
    return SentinelUri.parse(uri);
  }

  /** Null where there is no Cluster. */
  @Nullable ClusterUri cluster() {
    return ClusterUri.parse(uri);
  }

  /** Of a connection to a server or a Sentinel. */
  NetClientOptions netOptions() {
    var net =
        new NetClientOptions()
            .setConnectTimeout((int) connectTimeout.toMillis())
            .setTcpKeepAlive(true)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setReadIdleTimeout((int) hangTimeout.toMillis());
    if (encrypted()) {
      tls.applyTo(net);
    }
    return net;
  }

  /** Without credentials. */
  @Override
  public String toString() {
    return "RedisSettings[" + address() + ", keyPrefix=" + keyPrefix + "]";
  }

  private static URI parse(String uri) {
    try {
      return new URI(uri);
    } catch (URISyntaxException e) {
      // Its message quotes the URI, and with it the password.
      throw new IllegalArgumentException(
          "Redis URL is malformed at position "
              + e.getIndex()
              + " (expected: redis://host:port, credentials percent-encoded)");
    }
  }

  private static void within(String name, Duration value, long leastMillis, Duration most) {
    if (value.toMillis() < leastMillis || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          name
              + ": "
              + value.toMillis()
              + " ms (expected: "
              + leastMillis
              + " to "
              + most.toMillis()
              + " ms)");
    }
  }
}
