package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.TagIndex;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The tag index in Redis' {@link TagSets}. */
public final class RedisTagIndex implements TagIndex {
  private final TagSets sets;
  private final Duration keep;

  /**
   * @param keep how long an entry is kept at most
   */
  public RedisTagIndex(TagSets sets, Duration keep) {
    this.sets = sets;
    this.keep = keep;
  }

  @Override
  public Future<Void> add(CacheEntry entry) {
    long usefulMillis =
        entry.response().usefulUntilMillis(keep.toMillis()) - System.currentTimeMillis();
    long ttlMillis = Math.max(1000, Math.min(usefulMillis, keep.toMillis()));
    return sets.add(entry.response().tags(), RedisSharedStore.name(entry), ttlMillis);
  }

  @Override
  public Future<Long> count(String tag) {
    return sets.count(tag);
  }

  @Override
  public Future<Page> page(String tag, @Nullable String cursor, int limit) {
    TagSets.Cursor from;
    try {
      from = cursor(cursor);
    } catch (IllegalArgumentException unknown) {
      return Future.failedFuture(unknown);
    }
    return sets.page(tag, from, limit)
        .map(
            page ->
                new Page(
                    page.members().stream().map(TagSets.Cursor::entry).toList(),
                    text(page.next())));
  }

  @Override
  public Future<Reclaimed> reclaim(
      String tag, long generation, long sequence, @Nullable String cursor, int limit) {
    return sets.reap(
            tag,
            cursor(cursor),
            limit,
            entry -> entry.generation() != generation || entry.sequence() < sequence)
        .map(reaped -> new Reclaimed(reaped.unlinked(), text(reaped.next())));
  }

  private static TagSets.Cursor cursor(@Nullable String text) {
    return text == null ? TagSets.Cursor.START : TagSets.Cursor.parse(text);
  }

  private static @Nullable String text(TagSets.@Nullable Cursor cursor) {
    return cursor == null ? null : cursor.toString();
  }
}
