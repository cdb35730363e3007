package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.SharedStoreAdmin;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What operators may ask of Redis, by commands that managed services allow too. */
public final class RedisStoreAdmin implements SharedStoreAdmin {
  private static final String ENTRIES = "e:";
  private static final String TAGS = "t:";

  /** Scan pages of a thousand keys: counting a store of millions must not keep it busy. */
  private static final int MOST_PAGES = 100;

  private static final String MEMORY = "used_memory";
  private static final String LIMIT = "maxmemory";

  private final RedisCommands redis;
  private final RedisValues values;
  private final TagSets tags;

  public RedisStoreAdmin(RedisCommands redis, RedisValues values) {
    this.redis = redis;
    this.values = values;
    this.tags = new TagSets(redis, values);
  }

  @Override
  public boolean isAvailable() {
    return redis.connected();
  }

  @Override
  public List<Server> servers() {
    return redis.servers().values().stream()
        .map(link -> new Server(address(link), link.connected()))
        .toList();
  }

  @Override
  public Future<Duration> ping() {
    return ofConnected(RedisLink::ping).map(times -> Collections.max(times.values()));
  }

  @Override
  public Future<JsonObject> info() {
    return ofConnected(link -> RedisInfo.ask(link, "default").map(RedisStoreAdmin::json))
        .map(
            infos -> {
              if (redis.endpoint().cluster() == null) {
                return infos.values().iterator().next();
              }
              var shards = new JsonObject();
              infos.forEach(shards::put);
              return new JsonObject()
                  .put(MEMORY, String.valueOf(sum(infos.values(), MEMORY)))
                  .put(LIMIT, String.valueOf(limit(infos.values())))
                  .put("shards", shards);
            });
  }

  private static JsonObject json(Map<String, String> info) {
    var json = new JsonObject();
    info.forEach(json::put);
    return json;
  }

  private static long sum(Collection<JsonObject> infos, String bytes) {
    return infos.stream().mapToLong(info -> number(info, bytes)).sum();
  }

  /** What all may take; 0 = no limit, as where one of them has none. */
  private static long limit(Collection<JsonObject> infos) {
    boolean each = infos.stream().allMatch(info -> number(info, LIMIT) > 0);
    return each ? sum(infos, LIMIT) : 0;
  }

  private static long number(JsonObject info, String name) {
    var number = info.getString(name, "");
    return number.matches("\\d{1,18}") ? Long.parseLong(number) : 0;
  }

  /** Asks every server that there is a connection to; by its address. */
  private <T> Future<Map<String, T>> ofConnected(Function<RedisLink, Future<T>> question) {
    var answers = new LinkedHashMap<String, Future<T>>();
    for (var link : redis.servers().values()) {
      if (link.connected()) {
        answers.put(address(link), question.apply(link));
      }
    }
    if (answers.isEmpty()) {
      return Future.failedFuture(RedisException.notConnected(address()));
    }
    return Future.all(List.copyOf(answers.values()))
        .map(
            all -> {
              var results = new LinkedHashMap<String, T>();
              answers.forEach((server, answer) -> results.put(server, answer.result()));
              return results;
            });
  }

  private static String address(RedisLink link) {
    return link.endpoint().settings().address();
  }

  @Override
  public Future<Optional<CacheEntry>> find(CacheKey key, Fields request) {
    return new RedisSharedStore(redis, values).find(key, request);
  }

  @Override
  public Future<Long> countEntries() {
    return values.count(ENTRIES, MOST_PAGES).map(RedisValues.KeyCount::count);
  }

  /** The word first: what files bring back from then on is known to be older. */
  @Override
  public Future<Long> clear() {
    var state = redis.endpoint().key(RedisInvalidationLog.STATE);
    var word = UUID.randomUUID().toString();
    return redis
        .send(state, Request.cmd(Command.HSET, state, RedisSharedStore.CLEARED, word))
        .compose(written -> values.unlinkAll(ENTRIES))
        .compose(entries -> values.unlinkAll(TAGS).map(tags -> entries + tags))
        .compose(
            removed -> values.unlink(List.of(RedisHotEntries.SET)).map(more -> removed + more));
  }

  @Override
  public String address() {
    return redis.endpoint().settings().address();
  }

  @Override
  public Future<Page> tagged(String tag, @Nullable String cursor, int limit) {
    TagSets.Cursor from;
    try {
      from = cursor == null ? TagSets.Cursor.START : TagSets.Cursor.parse(cursor);
    } catch (IllegalArgumentException unknown) {
      return Future.failedFuture(unknown);
    }
    return tags.page(tag, from, limit)
        .compose(
            page -> {
              var next = page.next();
              var names = page.members().stream().map(TagSets.Cursor::entry).toList();
              return page(names, next == null ? null : next.toString());
            });
  }

  @Override
  public Future<Page> scan(@Nullable String cursor, int limit) {
    ScanCursor from;
    try {
      from = cursor == null ? ScanCursor.START : ScanCursor.parse(cursor);
    } catch (IllegalArgumentException unknown) {
      return Future.failedFuture(unknown);
    }
    return values
        .scan(ENTRIES, from, limit)
        .compose(page -> page(page.names(), page.next() == null ? null : page.next().toString()));
  }

  private Future<Page> page(List<String> names, @Nullable String next) {
    return EntryHead.read(values, names).map(entries -> new Page(entries, names.size(), next));
  }
}
