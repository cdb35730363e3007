package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.adapter.redis.RedisValues.ScanPage;
import io.sluice.gateway.spi.SharedStoreAdmin;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operators may ask of Redis, by commands that managed services allow too. */
public final class RedisStoreAdmin implements SharedStoreAdmin {
  private static final String ENTRIES = "e:";
  private static final String TAGS = "t:";

  /** Scan pages of a thousand keys: counting a store of millions must not keep it busy. */
  private static final int MOST_PAGES = 100;

  private final RedisLink link;
  private final RedisValues values;
  private final TagSets tags;

  public RedisStoreAdmin(RedisLink link, RedisValues values) {
    this.link = link;
    this.values = values;
    this.tags = new TagSets(link, values);
  }

  @Override
  public boolean isAvailable() {
    return link.connected();
  }

  @Override
  public Future<Duration> ping() {
    return link.ping();
  }

  @Override
  public Future<JsonObject> info() {
    return RedisInfo.ask(link, "default")
        .map(
            info -> {
              var json = new JsonObject();
              info.forEach(json::put);
              return json;
            });
  }

  @Override
  public Future<Long> countEntries() {
    return values.count(ENTRIES, MOST_PAGES).map(RedisValues.KeyCount::count);
  }

  @Override
  public Future<Long> clear() {
    return values
        .unlinkAll(ENTRIES)
        .compose(entries -> values.unlinkAll(TAGS).map(tags -> entries + tags))
        .compose(
            removed -> values.unlink(List.of(RedisHotEntries.SET)).map(more -> removed + more));
  }

  @Override
  public String address() {
    return link.endpoint().settings().address();
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
    var from = cursor == null ? ScanPage.START : cursor;
    if (!ScanPage.isCursor(from)) {
      return Future.failedFuture(TagSets.Cursor.malformed());
    }
    return values
        .scan(ENTRIES, from, limit)
        .compose(page -> page(page.names(), page.last() ? null : page.cursor()));
  }

  private Future<Page> page(List<String> names, @Nullable String next) {
    return EntryHead.read(values, names).map(entries -> new Page(entries, names.size(), next));
  }
}
