package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.adapter.entry.EntryCodec;
import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.SharedStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The entries that all nodes share, in Redis.
 *
 * <p>{@code e:{digest}} holds a key's entry, which one GET reads; or, when the key's responses
 * vary, {@link VariantNames}, and each variant lies at {@code e:{digest}:<secondary key>}, one more
 * round trip away. The braces keep a key's variants in one slot of a Redis Cluster. {@code
 * f:{digest}} is the claim to fetch a key.
 *
 * <p>All failures are {@link RedisException}s.
 */
public final class RedisSharedStore implements SharedStore {

  private static final RedisScript STORE = RedisScript.load(RedisSharedStore.class, "store.lua");
  private static final RedisScript RENEW = RedisScript.load(RedisSharedStore.class, "renew.lua");
  private static final RedisScript RELEASE =
      RedisScript.load(RedisSharedStore.class, "release.lua");

  /**
   * A field of the log's state, so that the word is not lost while the log lives on; when that is
   * lost, everything is void anyway.
   */
  static final String CLEARED = "cleared";

  private final RedisCommands redis;
  private final RedisValues values;

  /** The values are those of the same servers. */
  public RedisSharedStore(RedisCommands redis, RedisValues values) {
    this.redis = redis;
    this.values = values;
  }

  /** The name, without the configured prefix, under which an entry is stored. */
  public static String name(CacheEntry entry) {
    var vary = entry.response().vary();
    var name = name(entry.key());
    return vary.names().isEmpty() ? name : name + ":" + vary.secondaryKey();
  }

  private static String name(CacheKey key) {
    return "e:{" + key.digest() + "}";
  }

  private String claimKey(CacheKey key) {
    return redis.endpoint().key("f:{" + key.digest() + "}");
  }

  @Override
  public boolean isAvailable() {
    return redis.connected();
  }

  @Override
  public Future<Optional<CacheEntry>> find(CacheKey key, Fields request) {
    long sentNanos = System.nanoTime();
    return values
        .get(name(key))
        .compose(
            found ->
                found.filter(VariantNames::is).isPresent()
                    ? findVariant(key, request, VariantNames.read(found.get()), sentNanos)
                    : Future.succeededFuture(found.flatMap(bytes -> usable(key, request, bytes))));
  }

  private Future<Optional<CacheEntry>> findVariant(
      CacheKey key, Fields request, List<List<String>> lists, long sentNanos) {
    var reads =
        lists.stream()
            .map(names -> values.get(name(key) + ":" + Vary.secondaryKey(names, request)))
            .toList();
    long spentMillis = (System.nanoTime() - sentNanos) / 1_000_000;
    long leftMillis = redis.endpoint().settings().commandTimeout().toMillis() - spentMillis;
    return Future.all(reads)
        .map(
            all ->
                reads.stream()
                    .flatMap(read -> read.result().stream())
                    .flatMap(bytes -> usable(key, request, bytes).stream())
                    .max(Comparator.comparingLong(e -> e.response().responseTimeMillis())))
        .timeout(Math.max(1, leftMillis), TimeUnit.MILLISECONDS)
        .recover(failure -> Future.failedFuture(RedisException.of(failure)));
  }

  private static Optional<CacheEntry> usable(CacheKey key, Fields request, Buffer bytes) {
    return EntryCodec.decode(key, bytes).filter(entry -> entry.response().vary().matches(request));
  }

  @Override
  public Future<Boolean> put(CacheEntry entry, Duration keep) {
    var vary = entry.response().vary();
    var names = VariantNames.line(vary.names());
    if (vary.isAny() || !VariantNames.fits(names) || keep.toMillis() < 1) {
      return Future.succeededFuture(false);
    }
    var first = redis.endpoint().key(name(entry.key()));
    var keys = names.isEmpty() ? List.of(first) : List.of(first, redis.endpoint().key(name(entry)));
    var bytes = EntryCodec.encode(entry);
    return STORE
        .run(redis, keys, bytes, keep.toMillis(), names, VariantNames.MOST_LISTS)
        .map(reply -> reply != null && reply.toInteger() == 1);
  }

  @Override
  public Future<String> cleared() {
    var state = redis.endpoint().key(RedisInvalidationLog.STATE);
    return redis
        .send(state, Request.cmd(Command.HGET, state, CLEARED))
        .map(reply -> reply == null ? "" : reply.toString());
  }

  @Override
  public Future<Boolean> claim(CacheKey key, String claimant, Duration holdFor) {
    long holdMillis = Math.max(1, holdFor.toMillis());
    var name = claimKey(key);
    return redis
        .send(name, Request.cmd(Command.SET, name, claimant, "NX", "PX", holdMillis))
        .map(reply -> reply != null);
  }

  @Override
  public Future<Boolean> renew(CacheKey key, String claimant, Duration holdFor) {
    return RENEW
        .run(redis, List.of(claimKey(key)), claimant, Math.max(1, holdFor.toMillis()))
        .map(reply -> reply != null && reply.toInteger() == 1);
  }

  @Override
  public Future<Void> release(CacheKey key, String claimant) {
    return RELEASE.run(redis, List.of(claimKey(key)), claimant).mapEmpty();
  }
}
