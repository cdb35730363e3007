package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets the look-ups that arise in one tick of the event loop travel as one MGET.
 *
 * <p>Under load a tick serves many requests; one command for all spares a system call and a reply
 * for each. The tick's end is awaited, not a time: a lone look-up is sent as a GET when the event
 * loop has done what was already due. Not for a Redis Cluster, where an MGET must stay in one slot.
 */
final class GetBatch {

  /** More keys in one command would delay the first of them and the commands behind. */
  static final int MOST_KEYS = 16;

  private final Vertx vertx;
  private final RedisLink link;
  private List<Lookup> waiting = new ArrayList<>(MOST_KEYS);

  GetBatch(Vertx vertx, RedisLink link) {
    this.vertx = vertx;
    this.link = link;
  }

  /** The value of the key, null for nil. */
  Future<@Nullable Response> get(String key) {
    link.checkEventLoop();
    if (!link.connected()) {
      return Future.failedFuture(link.refusal());
    }
    var lookup = new Lookup(key);
    waiting.add(lookup);
    if (waiting.size() == MOST_KEYS) {
      flush();
    } else if (waiting.size() == 1) {
      vertx.runOnContext(v -> flush());
    }
    return lookup.promise.future();
  }

  private void flush() {
    var batch = waiting;
    if (batch.isEmpty()) {
      return;
    }
    waiting = new ArrayList<>(MOST_KEYS);
    if (batch.size() == 1) {
      var only = batch.get(0);
      link.send(Request.cmd(Command.GET, only.key)).onComplete(only::answer);
      return;
    }
    var keys = new Object[batch.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = batch.get(i).key;
    }
    link.send(Request.cmd(Command.MGET, keys))
        .onComplete(
            (values, failure) -> {
              for (int i = 0; i < keys.length; i++) {
                batch.get(i).answer(values == null ? null : values.get(i), failure);
              }
            });
  }

  private static final class Lookup {
    private final String key;
    private final Promise<@Nullable Response> promise = Promise.promise();

    Lookup(String key) {
      this.key = key;
    }

    void answer(@Nullable Response value, @Nullable Throwable failure) {
      if (failure == null) {
        promise.succeed(value);
      } else {
        promise.fail(failure);
      }
    }
  }
}
