package io.sluice.gateway.verticle;

import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.LocalMessages;
import io.sluice.gateway.message.Reclaim;
import io.sluice.gateway.message.TagQuery;
import io.sluice.gateway.spi.TagIndex;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the index of who carries a tag, off every request's path, and gives the memory of
 * invalidated entries back at a bounded rate. Never needed for correctness: whatever fails here is
 * cured by expiry. One instance a node.
 */
public final class TagIndexVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(TagIndexVerticle.class);
  private static final DeliveryOptions LOCAL = LocalMessages.options(Duration.ofSeconds(30));

  /**
   * At most this many entries are looked at each tick: a purge must not become a storm on Redis.
   */
  private static final int RECLAIMED_PER_TICK = 500;

  private static final long TICK_MILLIS = 100;

  /** Tags that wait to be reclaimed at most; beyond, their entries simply expire. */
  private static final int MAX_QUEUED = 10_000;

  private final Function<Vertx, TagIndex> indexes;
  private final Deque<Work> queue = new ArrayDeque<>();
  private boolean reclaiming;

  private record Work(String tag, Reclaim order, @Nullable String cursor) {}

  /**
   * @param indexes makes the way to the index, on the event loop that will use it
   */
  public TagIndexVerticle(Function<Vertx, TagIndex> indexes) {
    this.indexes = indexes;
  }

  @Override
  public Future<?> start() {
    var index = indexes.apply(vertx);
    var bus = vertx.eventBus();
    bus.<CacheEntry>localConsumer(
        Addresses.TAGS_INDEX,
        message ->
            index.add(message.body()).onFailure(cause -> LOG.debug("not indexed: {}", cause + "")));
    bus.<TagQuery>localConsumer(Addresses.TAGS_MEMBERS, message -> members(index, message));
    bus.<Reclaim>localConsumer(Addresses.TAGS_RECLAIM, message -> enqueue(message.body()));
    vertx.setPeriodic(TICK_MILLIS, id -> reclaim(index));
    return Future.succeededFuture();
  }

  private static void members(TagIndex index, Message<TagQuery> message) {
    var query = message.body();
    index
        .page(query.tag(), query.cursor(), query.limit())
        .compose(
            page ->
                index
                    .count(query.tag())
                    .map(
                        count ->
                            new JsonObject()
                                .put("tag", query.tag())
                                .put("count", count)
                                .put("entries", new JsonArray(page.entries()))
                                .put("cursor", page.cursor())))
        .onComplete(
            json -> message.reply(json, LOCAL),
            cause ->
                message.fail(
                    cause instanceof IllegalArgumentException ? 400 : 503,
                    cause instanceof IllegalArgumentException
                        ? cause.getMessage()
                        : "the tag index cannot be reached"));
  }

  private void enqueue(Reclaim order) {
    for (String tag : order.tags()) {
      if (queue.size() >= MAX_QUEUED) {
        return;
      }
      // Only plain tags and groups are indexed; whatever else an entry carries follows from its
      // URL.
      if (tag.startsWith("t:") || tag.startsWith("g:")) {
        queue.add(new Work(tag, order, null));
      }
    }
  }

  private void reclaim(TagIndex index) {
    var work = reclaiming ? null : queue.poll();
    if (work == null) {
      return;
    }
    reclaiming = true;
    var order = work.order();
    index
        .reclaim(
            work.tag(), order.generation(), order.sequence(), work.cursor(), RECLAIMED_PER_TICK)
        .onComplete(
            reclaimed -> {
              reclaiming = false;
              if (reclaimed.cursor() != null) {
                queue.addFirst(new Work(work.tag(), order, reclaimed.cursor()));
              }
            },
            cause -> {
              // Redis is away: nothing can be reclaimed there, and everything expires.
              reclaiming = false;
              LOG.debug("not reclaimed: {}", cause.getMessage());
            });
  }
}
