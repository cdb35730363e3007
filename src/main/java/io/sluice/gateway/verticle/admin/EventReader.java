package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.spi.CacheEvents;
import io.sluice.gateway.spi.CacheEvents.Event;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One reader of the stream of events. They happen on any thread and are written on the reader's
 * event loop; those for which there is no room are dropped, and the reader is told how many.
 */
final class EventReader implements CacheEvents.Listener {
  private static final int ROOM = 1000;
  private static final int MAX_TAGS = 100;
  private static final long SIGN_OF_LIFE_MILLIS = 15_000;

  private final Vertx vertx;
  private final Context context;
  private final HttpServerResponse response;
  private final String node;
  private final Queue<Event> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final long timer;
  private boolean closed;

  /** To be made on its event loop. */
  EventReader(Vertx vertx, HttpServerResponse response, String node) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.response = response;
    this.node = node;
    response.drainHandler(v -> drain());
    this.timer =
        vertx.setPeriodic(
            SIGN_OF_LIFE_MILLIS,
            id -> {
              if (!response.writeQueueFull()) {
                response.write(":\n\n");
              }
            });
  }

  @Override
  public void happened(Event event) {
    if (queued.incrementAndGet() > ROOM) {
      queued.decrementAndGet();
      dropped.incrementAndGet();
      return;
    }
    queue.add(event);
    if (draining.compareAndSet(false, true)) {
      context.runOnContext(v -> drain());
    }
  }

  private void drain() {
    draining.set(false);
    while (!closed && !response.writeQueueFull()) {
      long lost = dropped.getAndSet(0);
      if (lost > 0) {
        write("dropped", new JsonObject().put("count", lost));
      }
      var event = queue.poll();
      if (event == null) {
        return;
      }
      queued.decrementAndGet();
      write(event.kind().name().toLowerCase(Locale.ROOT), json(event));
    }
  }

  private void write(String name, JsonObject data) {
    response.write("event: " + name + "\ndata: " + data.encode() + "\n\n");
  }

  private JsonObject json(Event event) {
    List<String> tags = event.tags();
    var json =
        new JsonObject()
            .put("time", Instant.ofEpochMilli(event.timeMillis()).toString())
            .put("node", node);
    if (event.tier() != null) {
      json.put("tier", event.tier());
    }
    if (event.url() != null) {
      json.put("url", event.url());
    }
    json.put("tags", List.copyOf(tags.subList(0, Math.min(tags.size(), MAX_TAGS))));
    return tags.size() > MAX_TAGS ? json.put("tagCount", tags.size()) : json;
  }

  /** The client has left. */
  void close() {
    closed = true;
    vertx.cancelTimer(timer);
  }
}
