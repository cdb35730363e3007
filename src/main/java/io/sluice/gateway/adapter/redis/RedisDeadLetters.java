package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.spi.DeadLetter;
import io.sluice.gateway.spi.DeadLetters;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Dead letters in a capped stream under the key prefix; without a time to live, never evicted. */
public final class RedisDeadLetters implements DeadLetters {
  private static final String NAME = "dead-letters";
  private static final String FIELD = "letter";
  private static final String ID = "[0-9]{1,19}-[0-9]{1,19}";

  private final RedisCommands redis;
  private final String key;

  public RedisDeadLetters(RedisCommands redis) {
    this.redis = redis;
    this.key = redis.endpoint().key(NAME);
  }

  @Override
  public Future<String> add(DeadLetter letter) {
    return redis
        .send(
            key,
            Request.cmd(Command.XADD, key, "MAXLEN", MAX, "*", FIELD, letter.toJson().toBuffer()))
        .map(String::valueOf);
  }

  @Override
  public Future<Page> page(@Nullable String cursor, int limit) {
    if (cursor != null && !cursor.matches(ID)) {
      return Future.failedFuture(TagSets.Cursor.malformed());
    }
    var newest = cursor == null ? "+" : "(" + cursor;
    return redis
        .send(key, Request.cmd(Command.XREVRANGE, key, newest, "-", "COUNT", limit))
        .map(
            reply -> {
              var letters = kept(reply);
              return new Page(letters, letters.size() < limit ? null : letters.get(limit - 1).id());
            });
  }

  @Override
  public Future<Optional<DeadLetter>> find(String id) {
    return id.matches(ID)
        ? redis
            .send(key, Request.cmd(Command.XRANGE, key, id, id))
            .map(reply -> kept(reply).stream().map(Kept::letter).findFirst())
        : Future.succeededFuture(Optional.empty());
  }

  @Override
  public Future<Boolean> remove(String id) {
    return id.matches(ID)
        ? redis
            .send(key, Request.cmd(Command.XDEL, key, id))
            .map(reply -> reply != null && reply.toLong() > 0)
        : Future.succeededFuture(false);
  }

  private static List<Kept> kept(@Nullable Response entries) {
    var letters = new ArrayList<Kept>();
    for (int i = 0; entries != null && i < entries.size(); i++) {
      var entry = entries.get(i);
      letters.add(
          new Kept(
              entry.get(0).toString(),
              DeadLetter.of(new JsonObject(entry.get(1).get(1).toBuffer()))));
    }
    return letters;
  }
}
