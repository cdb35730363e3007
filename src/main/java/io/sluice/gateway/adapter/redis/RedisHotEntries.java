package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.adapter.entry.EntryCodec;
import io.sluice.gateway.adapter.entry.EntryFrame;
import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.HotEntries;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One sorted set, {@code recent}: names of entries by when a node last had them in use.
 *
 * <p>The score is the time negated, so that the set's head is what to begin with. It expires like
 * an entry, so that a policy that evicts only what expires may take it.
 */
public final class RedisHotEntries implements HotEntries {
  /** Without the configured prefix. */
  static final String SET = "recent";

  /** Members in one command: about a millisecond of the server's time. */
  private static final int BATCH = 500;

  private final RedisCommands redis;
  private final RedisValues values;
  private final Duration keep;

  /**
   * @param keep how long an entry is kept at most
   */
  public RedisHotEntries(RedisCommands redis, RedisValues values, Duration keep) {
    this.redis = redis;
    this.values = values;
    this.keep = keep;
  }

  @Override
  public boolean isAvailable() {
    return redis.connected();
  }

  @Override
  public Future<Void> record(List<CacheEntry> entries) {
    return entries.isEmpty()
        ? Future.succeededFuture()
        : record(entries, 0, System.currentTimeMillis());
  }

  /** One batch after the other, so that the commands of requests get in between. */
  private Future<Void> record(List<CacheEntry> entries, int from, long nowMillis) {
    int to = Math.min(from + BATCH, entries.size());
    var add = Request.cmd(Command.ZADD).arg(key());
    for (int i = from; i < to; i++) {
      add.arg(i - nowMillis).arg(RedisSharedStore.name(entries.get(i)));
    }
    return redis
        .send(key(), add)
        .compose(
            added ->
                to < entries.size()
                    ? record(entries, to, nowMillis)
                    : redis
                        .send(key(), Request.cmd(Command.ZREMRANGEBYRANK, key(), MOST, -1))
                        .compose(
                            v ->
                                redis.send(
                                    key(), Request.cmd(Command.PEXPIRE, key(), keep.toMillis())))
                        .mapEmpty());
  }

  @Override
  public Future<List<String>> names() {
    return redis
        .send(key(), Request.cmd(Command.ZRANGE, key(), 0, MOST - 1))
        .map(
            reply -> {
              var names = new ArrayList<String>();
              if (reply != null) {
                for (Response name : reply) {
                  names.add(name.toString(StandardCharsets.UTF_8));
                }
              }
              return names;
            });
  }

  @Override
  public Future<List<CacheEntry>> read(List<String> names) {
    var reads = names.stream().map(values::get).toList();
    return Future.all(reads)
        .map(
            all -> {
              var entries = new ArrayList<CacheEntry>();
              for (int i = 0; i < names.size(); i++) {
                var name = names.get(i);
                reads.get(i).result().flatMap(bytes -> entry(name, bytes)).ifPresent(entries::add);
              }
              return entries;
            });
  }

  /** Whoever can write to Redis can write anything: an entry counts under its own name only. */
  private static Optional<CacheEntry> entry(String name, Buffer bytes) {
    return EntryFrame.decode(bytes)
        .flatMap(frame -> CacheKey.parse(frame.key()))
        .flatMap(key -> EntryCodec.decode(key, bytes))
        .filter(entry -> RedisSharedStore.name(entry).equals(name));
  }

  private String key() {
    return redis.endpoint().key(SET);
  }
}
