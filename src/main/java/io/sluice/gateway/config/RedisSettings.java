package io.sluice.gateway.config;

import java.nio.file.Path;
import java.time.Duration;

/** The rows of {@link RedisConfig}. */
final class RedisSettings {
  static final Section SECTION =
      new Section("redis", "The shared store and seat of the invalidation log.");

  private static final Setting<Boolean> ENABLED =
      SECTION.add(
          "enabled",
          row ->
              row.byDefault("true")
                  .env("REDIS_ENABLED", "ENABLE_REDIS")
                  .starter()
                  .as(
                      Kinds.bool(),
                      "Without Redis there is no L2 and no lease: invalidations then travel over"
                          + " the"
                          + " cluster alone."));

  /** The variables that stand for parts of the URL are in {@link EnvironmentLayer}. */
  static final Setting<NetKinds.RedisUrl> URL =
      SECTION.add(
          "url",
          row ->
              row.byDefault("redis://127.0.0.1:6379")
                  .env("REDIS_URL")
                  .secret()
                  .starter()
                  .as(
                      NetKinds.redisUrl(),
                      "Where Redis is; rediss:// uses TLS, redis+sentinel:// and rediss+sentinel://"
                          + " ask Sentinels for the master, redis+cluster:// and rediss+cluster://"
                          + " name some servers of a Redis Cluster, and embedded starts one"
                          + " (development only). In place of REDIS_URL there may be REDIS_HOST and REDIS_PORT."
                          + " Messages hide the value, which may hold a password."));

  private static final Setting<String> USER =
      SECTION.add(
          "user",
          row ->
              row.unset("the URL's, or the default user")
                  .as(NetKinds.visible("the name of an ACL user"), "ACL user."));
  private static final Setting<String> PASSWORD =
      SECTION.add(
          "password",
          row ->
              row.unset("the URL's, or no password")
                  .env("REDIS_PASSWORD")
                  .secret()
                  .as(NetKinds.visible("a password of visible ASCII characters"), "Password."));
  private static final Setting<Path> PASSWORD_FILE =
      SECTION.add(
          "password-file",
          row ->
              row.unset("as `redis.password`")
                  .env("REDIS_PASSWORD_FILE")
                  .as(Kinds.file(), passwordFile("redis.password")));
  private static final Setting<String> SENTINEL_USER =
      SECTION.add(
          "sentinel-user",
          row ->
              row.unset("the default user")
                  .as(
                      NetKinds.visible("the name of an ACL user"),
                      "ACL user of the Sentinels, which have users of their own."));
  private static final Setting<String> SENTINEL_PASSWORD =
      SECTION.add(
          "sentinel-password",
          row ->
              row.unset("no password")
                  .env("REDIS_SENTINEL_PASSWORD")
                  .secret()
                  .as(
                      NetKinds.visible("a password of visible ASCII characters"),
                      "Password of the Sentinels; that of the servers is not shown to them."));
  private static final Setting<Path> SENTINEL_PASSWORD_FILE =
      SECTION.add(
          "sentinel-password-file",
          row ->
              row.unset("as `redis.sentinel-password`")
                  .env("REDIS_SENTINEL_PASSWORD_FILE")
                  .as(Kinds.file(), passwordFile("redis.sentinel-password")));
  private static final ClientTlsSettings TLS =
      new ClientTlsSettings(SECTION, "tls.", "Redis servers and Sentinels");
  private static final Setting<Boolean> VERIFY_HOST =
      SECTION.add(
          "tls.verify-host",
          row ->
              row.byDefault("true")
                  .as(
                      Kinds.bool(),
                      "Whether a server's certificate must name the host under which it is"
                          + " reached. Sentinels tell IP addresses as a rule."));
  private static final Setting<Integer> DATABASE =
      SECTION.add(
          "database",
          row ->
              row.unset("the URL's, or 0")
                  .env("REDIS_DB")
                  .as(Kinds.integer(0, 9999), "Number of the database."));
  private static final Setting<String> KEY_PREFIX =
      SECTION.add(
          "key-prefix",
          row ->
              row.byDefault("sluice:")
                  .env("REDIS_KEY_PREFIX")
                  .starter()
                  .as(
                      Kinds.text(
                          "1 to 64 visible ASCII characters without braces", "[!-z|~]{1,64}"),
                      "In front of every key: gateways with one prefix share one cache."));
  private static final Setting<Duration> CONNECT_TIMEOUT =
      SECTION.add(
          "connect-timeout",
          row -> row.byDefault("2s").as(Kinds.duration("1ms", "1m"), "Limit for a connection."));
  private static final Setting<Duration> COMMAND_TIMEOUT =
      SECTION.add(
          "command-timeout",
          row ->
              row.byDefault("1s")
                  .as(
                      Kinds.duration("1ms", "1m"),
                      "Limit for a command with its one retry; no request waits longer for"
                          + " Redis."));
  private static final Setting<Integer> REPLICAS =
      SECTION.add(
          "replicas",
          row ->
              row.byDefault("0")
                  .as(
                      Kinds.integer(0, 100),
                      "Replicas that are configured beside the master, in a Redis Cluster beside"
                          + " that of the shard with the invalidation log: an invalidation is"
                          + " committed once a majority of all has it. Must be set with Sentinels"
                          + " or a Cluster."));
  private static final Setting<Duration> MAX_ENTRY_TTL =
      SECTION.add(
          "max-entry-ttl",
          row ->
              row.byDefault("7d")
                  .as(
                      Kinds.duration("1s", "3650d"),
                      "No entry stays in Redis or on disk for longer."));
  private static final Setting<LogLevel> LOG_LEVEL =
      SECTION.add(
          "log-level",
          row ->
              row.unset("`log.level`")
                  .live()
                  .envWord("REDIS_LOG_LEVEL")
                  .as(Kinds.choice(LogLevel.class), "How much is logged about Redis."));

  private RedisSettings() {}

  private static String passwordFile(String key) {
    return "File that holds the password alone, instead of `"
        + key
        + "`; relative to the directory of gateway.yaml.";
  }

  static RedisConfig read(Values values, Path directory) {
    var url = values.get(URL);
    var inUrl = url.endpoint();
    var user = values.find(USER);
    var password = SecretFile.find(values, PASSWORD, PASSWORD_FILE, directory);
    var database = values.find(DATABASE);
    int replicas = values.get(REPLICAS);
    if (inUrl.master() != null && replicas == 0) {
      values.fault(
          REPLICAS,
          "value: 0 (expected: how many replicas the master has, as redis.url names Sentinels:"
              + " without it a failover could forget invalidations that had succeeded)");
    }
    if (inUrl.cluster()) {
      cluster(values, database == null ? inUrl.database() : database);
    }
    return new RedisConfig(
        values.get(ENABLED),
        url.embedded(),
        new RedisConfig.Endpoint(
            inUrl.tls(),
            inUrl.servers(),
            inUrl.master(),
            inUrl.cluster(),
            database == null ? inUrl.database() : database,
            user == null ? inUrl.user() : user,
            password == null ? inUrl.password() : password),
        values.find(SENTINEL_USER),
        SecretFile.find(values, SENTINEL_PASSWORD, SENTINEL_PASSWORD_FILE, directory),
        TLS.read(values, directory),
        values.get(VERIFY_HOST),
        values.get(KEY_PREFIX),
        values.get(CONNECT_TIMEOUT),
        values.get(COMMAND_TIMEOUT),
        replicas,
        values.get(MAX_ENTRY_TTL),
        values.find(LOG_LEVEL));
  }

  private static void cluster(Values values, int database) {
    if (!values.isSet(REPLICAS)) {
      values.fault(
          REPLICAS,
          "value: nothing (expected: how many replicas the shard with slot 7373 has, which"
              + " may be 0, as redis.url names a Redis Cluster: without it a failover could forget"
              + " invalidations that had succeeded)");
    }
    if (database != 0) {
      values.fault(
          values.isSet(DATABASE) ? DATABASE : URL,
          "database: " + database + " (expected: 0, as redis.url names a Redis Cluster)");
    }
  }
}
