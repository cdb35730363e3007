package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.spi.SharedStoreAdmin;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** What operators may ask of Redis, by commands that managed services allow too. */
public final class RedisStoreAdmin implements SharedStoreAdmin {
  private static final String ENTRIES = "e:";
  private static final String TAGS = "t:";

  /** Scan pages of a thousand keys: counting a store of millions must not keep it busy. */
  private static final int MOST_PAGES = 100;

  private final RedisLink link;
  private final RedisValues values;

  public RedisStoreAdmin(RedisLink link, RedisValues values) {
    this.link = link;
    this.values = values;
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
        .compose(entries -> values.unlinkAll(TAGS).map(tags -> entries + tags));
  }

  @Override
  public String address() {
    return link.endpoint().settings().address();
  }
}
