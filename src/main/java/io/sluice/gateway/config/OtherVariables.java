package io.sluice.gateway.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What to use in place of environment variables that caches which teams built for themselves have:
 * whoever puts this one in their place learns what has no effect any more.
 */
final class OtherVariables {

  /**
   * @param names a regular expression
   * @param key a setting that the text speaks of; without it in the table, the text is none
   */
  private record Advice(Pattern names, String key, String text) {}

  private static final List<Advice> ADVICE =
      List.of(
          advice(
              "(CACHE_)?EVICTION(_POLICY|_STRATEGY)?|CACHE_(STRATEGY|POLICY|ALGORITHM)",
              "cache.l1.max-bytes",
              "memory keeps what is asked for often and lately (W-TinyLFU), which hits more often"
                  + " than LRU and FIFO; its size is SLUICE_L1_MAX_BYTES, or CACHE_MAX_SIZE entries"),
          advice(
              "CACHE_(SIZE|MAX_MEMORY|MAX_BYTES|MEMORY(_LIMIT|_SIZE|_MAX_SIZE)?)(_MB|_BYTES)?",
              "cache.l1.max-bytes",
              "use SLUICE_L1_MAX_BYTES, such as 512MiB"),
          advice("CACHE_MAX_(ENTRIES|ITEMS|KEYS|OBJECTS)", "cache.max-size", "use CACHE_MAX_SIZE"),
          advice(
              "CACHE_(MAX_FILE_SIZE|MAX_OBJECT_SIZE|MAX_RESPONSE_SIZE)",
              "cache.max-object-bytes",
              "use cache.max-object-bytes"),
          advice(
              "(CACHE|REDIS)_(DEFAULT_|CACHE_)?(TTL|EXPIRATION|LIFETIME|MAX_AGE)(_SECONDS)?"
                  + "|DEFAULT_(CACHE_)?TTL",
              "cache.ttl",
              "use CACHE_TTL, in seconds"),
          advice(
              "CACHE_(STALE|GRACE)(_.*)?|STALE_(WHILE_REVALIDATE|IF_ERROR)",
              "cache.grace",
              "use cache.grace"),
          advice(
              "(REDIS|CACHE)_((KEY_)?PREFIX|NAMESPACE)",
              "redis.key-prefix",
              "use REDIS_KEY_PREFIX"),
          advice(
              "ENABLE_CACHE|CACHE_ENABLED?|DISABLE_CACHE|CACHE_DISABLED?",
              "admin.port",
              "caching is switched off and on by PUT /cache/mode on the admin port, and for some"
                  + " requests by a rule with cache: never"),
          advice(
              "CACHE_(PRE)?WARM(UP|ING)?(_.*)?|ENABLE_(PRE)?WARM(UP|ING)",
              "cache.warmup",
              "use ENABLE_CACHE_WARMUP"),
          advice(
              "(ENABLE|CACHE|PROXY)_(COMPRESSION|GZIP)(_ENABLED)?",
              "http.compression.enabled",
              "use http.compression.enabled"),
          advice(
              "(FILE|DISK)_CACHE_(MAX_)?(SIZE|BYTES)(_.*)?",
              "cache.files.max-bytes",
              "use cache.files.max-bytes"),
          advice(
              "ENABLE_(FILE|DISK)_CACHE|((FILE|DISK)_CACHE|CACHE_(FILE|DISK))(_.*)?"
                  + "|CACHE_(DIR|DIRECTORY|PATH)",
              "cache.files.directory",
              "use cache.files.directory"),
          advice(
              "ENABLE_(FILE|DISK)_CACHE|((FILE|DISK)_CACHE|CACHE_(FILE|DISK))(_.*)?"
                  + "|CACHE_(DIR|DIRECTORY|PATH)",
              "redis.url",
              "there are no files: what is to outlive a restart is kept in Redis (REDIS_URL)"),
          advice("REDIS_USER(NAME)?", "redis.user", "name the user in REDIS_URL, or in redis.user"),
          advice(
              "REDIS_(USE_)?(TLS|SSL)(_ENABLED)?",
              "redis.url",
              "a REDIS_URL that begins with rediss:// uses TLS"),
          advice(
              "REDIS_(CLUSTER|SENTINEL|NODES|MASTER)(S|_.*)?|REDIS_MODE",
              "redis.url",
              "REDIS_URL says what there is: " + NetKinds.redisUrl().expected()),
          advice(
              "REDIS_CONNECT(ION)?_TIMEOUT(_MS|_SECONDS)?",
              "redis.connect-timeout",
              "use redis.connect-timeout, such as 2s"),
          advice(
              "REDIS_((COMMAND|SOCKET|OPERATION|READ)_)?TIMEOUT(_MS|_SECONDS)?",
              "redis.command-timeout",
              "use redis.command-timeout, such as 1s"),
          advice(
              "REDIS_((MAX_)?RETR(Y|IES)|RECONNECT|(ENABLE_)?OFFLINE_QUEUE|LAZY_CONNECT)(_.*)?",
              "redis.command-timeout",
              "a command is repeated once within redis.command-timeout, connections are made anew"
                  + " for ever, and no request waits for one"),
          advice(
              "(REDIS_|ENABLE_|CACHE_)(PUB_?SUB|INVALIDATION)(_.*)?",
              "cluster.enabled",
              "invalidations reach every node by themselves (docs/protocol.md)"),
          advice(
              "(PROXY_)?TARGET_(URL|HOST|SERVER)|PROXY_TARGET|(UPSTREAM|BACKEND|ORIGIN)_URL",
              "upstreams.default.origins",
              "use SLUICE_ORIGIN, such as http://127.0.0.1:3000"),
          advice("(CACHE_|PROXY_)?LOG_LEVEL", "log.level", "use SLUICE_LOG_LEVEL"));

  private OtherVariables() {}

  private static Advice advice(String names, String key, String text) {
    return new Advice(Pattern.compile(names), key, text);
  }

  /** What to use instead of a variable that is none of this gateway's. */
  static Optional<String> advice(String name) {
    return ADVICE.stream()
        .filter(advice -> advice.names().matcher(name).matches())
        .filter(advice -> AllSettings.TABLE.find(advice.key()).isPresent())
        .map(Advice::text)
        .findFirst();
  }

  /** All that may be advised now. */
  static List<String> texts() {
    return ADVICE.stream()
        .filter(advice -> AllSettings.TABLE.find(advice.key()).isPresent())
        .map(Advice::text)
        .toList();
  }
}
