package io.sluice.gateway.config;

import io.sluice.gateway.config.CacheConfig.Admission;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The rows of {@link CacheConfig}. */
final class CacheSettings {
  static final Section SECTION =
      new Section("cache", "What is cached, for how long and in how much room.").live();

  private static final Setting<Duration> TTL =
      SECTION.add(
          "ttl",
          row ->
              row.unset("heuristics decide")
                  .envSeconds("CACHE_TTL")
                  .starter()
                  .as(
                      Kinds.duration("0s", "3650d"),
                      "Lifetime of responses that name none. CACHE_TTL counts seconds."));
  private static final Setting<Long> MAX_SIZE =
      SECTION.add(
          "max-size",
          row ->
              row.unset("only bytes are limited")
                  .env("CACHE_MAX_SIZE")
                  .as(Kinds.count(1), "Limit of entries in memory."));
  private static final Setting<List<String>> METHODS =
      SECTION.add(
          "methods",
          row ->
              row.byDefault("GET,HEAD")
                  .env("CACHEABLE_METHODS")
                  .as(
                      NetKinds.methods(),
                      "Methods whose responses are stored: GET and HEAD, or fewer. Others are obeyed"
                          + " only where a rule names them and gives a lifetime."));
  private static final Setting<Duration> CLEANUP_INTERVAL =
      SECTION.add(
          "cleanup-interval",
          row ->
              row.byDefault("60s")
                  .envSeconds("CACHE_CLEANUP_INTERVAL")
                  .as(
                      Kinds.duration("1s", "1d"),
                      "Pause between two sweeps for dead entries in memory. CACHE_CLEANUP_INTERVAL"
                          + " counts seconds."));
  private static final Setting<Boolean> WARMUP =
      SECTION.add(
          "warmup",
          row ->
              row.byDefault("false")
                  .restart()
                  .env("ENABLE_CACHE_WARMUP")
                  .as(
                      Kinds.bool(),
                      "Whether memory is filled from Redis at the start, with what the nodes had"
                          + " in use; needs to have been on for a minute before."));
  private static final Setting<Duration> WARMUP_MAX_TIME =
      SECTION.add(
          "warmup-max-time",
          row ->
              row.byDefault("10s")
                  .restart()
                  .as(
                      Kinds.duration("100ms", "10m"),
                      "How long reading from Redis at the start may go on; requests are served"
                          + " meanwhile."));
  private static final Setting<Integer> WARMUP_PERCENT =
      SECTION.add(
          "warmup-percent",
          row ->
              row.byDefault("50")
                  .restart()
                  .as(
                      Kinds.integer(1, 100),
                      "Share of `cache.l1.max-bytes`, in percent, that is filled at the start."));
  private static final Setting<CookiePolicy> COOKIES =
      SECTION.add(
          "cookies",
          row ->
              row.byDefault("never")
                  .envWord("CACHE_COOKIES")
                  .starter()
                  .as(
                      Kinds.choice(CookiePolicy.class),
                      "What becomes of a response with Set-Cookie: it is never stored; it is stored"
                          + " where the origin's own max-age or s-maxage grants the lifetime; it is"
                          + " stored without the field; it is stored with it."));
  private static final Setting<Long> MAX_OBJECT_BYTES =
      SECTION.add(
          "max-object-bytes",
          row ->
              row.byDefault("4MiB")
                  .as(Kinds.size(1, 1 << 30), "Larger bodies are passed through and not stored."));
  private static final Setting<Integer> MAX_VARIANTS =
      SECTION.add(
          "max-variants",
          row ->
              row.byDefault("64")
                  .as(
                      Kinds.integer(1, 10_000),
                      "Variants of one URL (Vary); beyond it the oldest go."));
  private static final Setting<List<String>> TARGETED_FIELDS =
      SECTION.add(
          "targeted-fields",
          row ->
              row.byDefault("cdn-cache-control")
                  .as(
                      Kinds.listOf(NetKinds.fieldName()),
                      "Fields that take the place of Cache-Control (RFC 9213), best first."));
  private static final Setting<Boolean> HEURISTIC_ENABLED =
      SECTION.add(
          "heuristic.enabled",
          row ->
              row.byDefault("true")
                  .as(
                      Kinds.bool(),
                      "Whether a lifetime is guessed from Last-Modified where HTTP permits it."));
  private static final Setting<Integer> HEURISTIC_PERCENT =
      SECTION.add(
          "heuristic.percent",
          row ->
              row.byDefault("10")
                  .as(
                      Kinds.integer(1, 100),
                      "Guessed lifetime in percent of the time since Last-Modified."));
  private static final Setting<Duration> HEURISTIC_MAX =
      SECTION.add(
          "heuristic.max",
          row -> row.byDefault("1d").as(Kinds.duration("0s", "365d"), "Longest guessed lifetime."));
  private static final Setting<Double> PRICE =
      SECTION.add(
          "price-per-million-origin-requests",
          row ->
              row.byDefault("0")
                  .as(
                      Kinds.decimal(1_000_000_000),
                      "What a million requests to the origin cost, for the sum saved that `GET"
                          + " /cache/stats` tells; without a currency."));
  private static final Setting<Duration> GRACE =
      SECTION.add(
          "grace",
          row ->
              row.byDefault("0s")
                  .as(
                      Kinds.duration("0s", "365d"),
                      "How long a stale response may be served while it is revalidated or when the"
                          + " origin fails, where it has no stale-while-revalidate or"
                          + " stale-if-error of its own."));
  private static final Setting<Boolean> CACHE_STATUS_NODE_NAME =
      SECTION.add(
          "cache-status-node-name",
          row ->
              row.byDefault("false")
                  .as(Kinds.bool(), "Whether Cache-Status tells this node's name."));
  private static final Setting<Duration> COLLAPSE_TIMEOUT =
      SECTION.add(
          "collapse-timeout",
          row ->
              row.byDefault("5s")
                  .as(
                      Kinds.duration("1ms", "5m"),
                      "How long a request waits for another's fetch before it fetches itself."));
  private static final Setting<ByteBudget> L1_MAX_BYTES =
      SECTION.add(
          "l1.max-bytes",
          row ->
              row.byDefault("25%")
                  .env("SLUICE_L1_MAX_BYTES")
                  .starter()
                  .as(
                      ByteBudget.kind(),
                      "Memory for stored responses: a size, or a share of the heap."));
  private static final Setting<Long> L2_MAX_OBJECT_BYTES =
      SECTION.add(
          "l2.max-object-bytes",
          row ->
              row.byDefault("1MiB")
                  .as(Kinds.size(1, 512L << 20), "Larger bodies are not written to Redis."));
  private static final Setting<Admission> L2_ADMISSION =
      SECTION.add(
          "l2.admission",
          row ->
              row.byDefault("always")
                  .as(
                      Kinds.choice(Admission.class),
                      "When a response is written to Redis: as soon as it is stored, or when a node"
                          + " stores one of the same key for the second time, so that what is asked"
                          + " for once stays out; until then nodes do not share a fetch."));

  static final Section TAGS = new Section("tags", "Tags of responses.").live();

  private static final Setting<List<String>> TAG_FIELDS =
      TAGS.add(
          "fields",
          row ->
              row.byDefault(
                      "cache-tag,cache-tags,edge-cache-tag,purge-cache-tags,surrogate-key,"
                          + "x-cache-tags,x-magento-tags,xkey,cache-groups")
                  .as(Kinds.listOf(NetKinds.fieldName()), "Response fields that carry tags."));
  private static final Setting<Boolean> TAG_PASS =
      TAGS.add(
          "pass",
          row ->
              row.byDefault("false")
                  .as(
                      Kinds.bool(),
                      "Whether these fields are passed on to clients; Cache-Groups always is."));
  private static final Setting<Integer> TAG_MAX =
      TAGS.add(
          "max-per-response",
          row ->
              row.byDefault("1000")
                  .as(Kinds.integer(1, 100_000), "More tags make a response uncacheable."));
  private static final Setting<Integer> TAG_MAX_BYTES =
      TAGS.add(
          "max-bytes",
          row ->
              row.byDefault("16KiB")
                  .as(Kinds.smallSize(64), "More bytes of tags make a response uncacheable."));

  private CacheSettings() {}

  static CacheConfig read(Values values, long maxHeapBytes, Path directory) {
    var maxSize = values.find(MAX_SIZE);
    var methods = values.get(METHODS);
    if (!Set.of("GET", "HEAD").containsAll(methods)) {
      values.warning(METHODS, "only GET and HEAD count here; others need a rule that names them");
    }
    return new CacheConfig(
        values.find(TTL),
        maxSize == null ? Long.MAX_VALUE : maxSize,
        Ordered.setOf(methods),
        values.get(CLEANUP_INTERVAL),
        new CacheConfig.Warmup(
            values.get(WARMUP), values.get(WARMUP_MAX_TIME), values.get(WARMUP_PERCENT)),
        values.get(COOKIES),
        values.get(MAX_OBJECT_BYTES),
        values.get(MAX_VARIANTS),
        values.get(TARGETED_FIELDS),
        new CacheConfig.Heuristic(
            values.get(HEURISTIC_ENABLED),
            values.get(HEURISTIC_PERCENT),
            values.get(HEURISTIC_MAX)),
        values.get(GRACE),
        values.get(CACHE_STATUS_NODE_NAME),
        values.get(COLLAPSE_TIMEOUT),
        values.get(PRICE),
        new CacheConfig.L1(values.get(L1_MAX_BYTES).of(maxHeapBytes)),
        new CacheConfig.L2(values.get(L2_MAX_OBJECT_BYTES), values.get(L2_ADMISSION)),
        FilesSettings.read(values, directory));
  }

  static TagConfig readTags(Values values) {
    return new TagConfig(
        values.get(TAG_FIELDS),
        values.get(TAG_PASS),
        values.get(TAG_MAX),
        values.get(TAG_MAX_BYTES));
  }
}
