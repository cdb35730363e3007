package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.adapter.entry.EntryPrefix;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which stored entries carry a tag: a sorted set for each tag, entry name to expiry.
 *
 * <p>For listing, counting and reclaiming memory only: an invalidation holds without it, so that
 * every operation here may fail, be late or be skipped. Expired members are removed as a set is
 * written, and a set expires with its last member, so that nothing is left behind. Times are those
 * of the server's clock. Every script touches one key, as a Redis Cluster demands.
 */
public final class TagSets {

  private static final String NAME_PREFIX = "t:";
  // At most so many in one call: a script must not keep other clients waiting.
  private static final int PRUNED_PER_WRITE = 100;
  private static final int MOST_PER_PAGE = 1000;
  private static final int WRITES_AT_ONCE = 64;

  private static final RedisScript ADD = RedisScript.load(TagSets.class, "tag-add.lua");
  private static final RedisScript COUNT = RedisScript.load(TagSets.class, "tag-count.lua");
  private static final RedisScript PAGE = RedisScript.load(TagSets.class, "tag-page.lua");
  private static final RedisScript REMOVE = RedisScript.load(TagSets.class, "tag-remove.lua");

  private final RedisCommands redis;
  private final RedisValues values;

  /** The values are those of the same servers. */
  public TagSets(RedisCommands redis, RedisValues values) {
    this.redis = redis;
    this.values = values;
  }

  /** Notes that an entry carries tags, and for how long it is stored. */
  public Future<Void> add(Collection<String> tags, String entry, long ttlMillis) {
    return add(List.copyOf(tags), 0, entry, ttlMillis);
  }

  /**
   * A response may carry a thousand tags, and others share the connection: a few dozen at a time.
   */
  private Future<Void> add(List<String> tags, int from, String entry, long ttlMillis) {
    int to = Math.min(tags.size(), from + WRITES_AT_ONCE);
    var writes = new ArrayList<Future<?>>(to - from);
    for (var tag : tags.subList(from, to)) {
      writes.add(ADD.run(redis, List.of(key(tag)), entry, ttlMillis, PRUNED_PER_WRITE));
    }
    var written = Future.all(writes);
    return to == tags.size()
        ? written.mapEmpty()
        : written.compose(all -> add(tags, to, entry, ttlMillis));
  }

  /** How many stored entries carry the tag. */
  public Future<Long> count(String tag) {
    return COUNT.run(redis, List.of(key(tag))).map(reply -> reply == null ? 0L : reply.toLong());
  }

  /**
   * One page of the entries that carry the tag, those that expire first at the head. An entry that
   * is stored anew meanwhile may appear twice or, if it now expires sooner, not at all.
   *
   * @param after {@link Cursor#START}, or that of the page before
   * @param limit 1 to 1,000
   */
  public Future<Page> page(String tag, Cursor after, int limit) {
    int most = Math.max(1, Math.min(limit, MOST_PER_PAGE));
    return PAGE.run(redis, List.of(key(tag)), after.expiryMillis(), after.entry(), most)
        .map(reply -> new Page(members(reply), most));
  }

  /**
   * Reclaims the memory of dead entries that carry the tag, looking at one page of them. The caller
   * paces the calls, until {@link Reaped#next()} is null.
   *
   * @param dead decides by an entry's prefix: one that was stored again since the invalidation
   *     lives. Entries of another release's format are not asked about and live.
   */
  public Future<Reaped> reap(String tag, Cursor after, int limit, Predicate<EntryPrefix> dead) {
    return page(tag, after, limit).compose(page -> reap(tag, page, dead));
  }

  private Future<Reaped> reap(String tag, Page page, Predicate<EntryPrefix> dead) {
    var entries = page.members().stream().map(Cursor::entry).toList();
    return values
        .heads(entries, EntryPrefix.BYTES)
        .compose(
            heads -> {
              var unlinked = new ArrayList<String>();
              var removed = new ArrayList<Object>();
              for (int i = 0; i < entries.size(); i++) {
                boolean absent = heads.get(i).length() == 0;
                if (absent || isDead(heads.get(i), dead)) {
                  removed.add(entries.get(i));
                  removed.add(page.members().get(i).expiryMillis());
                  if (!absent) {
                    unlinked.add(entries.get(i));
                  }
                }
              }
              return values
                  .unlink(unlinked)
                  .compose(count -> remove(tag, removed).map(v -> new Reaped(count, page.next())));
            });
  }

  private static boolean isDead(Buffer head, Predicate<EntryPrefix> dead) {
    return EntryPrefix.isPrefix(head) && dead.test(EntryPrefix.of(head));
  }

  private Future<Void> remove(String tag, List<Object> membersAndExpiries) {
    return membersAndExpiries.isEmpty()
        ? Future.succeededFuture()
        : REMOVE.run(redis, List.of(key(tag)), membersAndExpiries.toArray()).mapEmpty();
  }

  private String key(String tag) {
    return redis.endpoint().key(NAME_PREFIX + tag);
  }

  private static List<Cursor> members(@Nullable Response reply) {
    var members = new ArrayList<Cursor>();
    for (int i = 0; reply != null && i + 1 < reply.size(); i += 2) {
      members.add(new Cursor(reply.get(i + 1).toLong(), reply.get(i).toString()));
    }
    return members;
  }

  /** A place in a tag set: a member with its expiry in ms since 1970 by the server's clock. */
  public record Cursor(long expiryMillis, String entry) {

    /** Before the first member. */
    public static final Cursor START = new Cursor(0, "");

    /** As one word, for a client that pages. */
    @Override
    public String toString() {
      return expiryMillis + "_" + entry;
    }

    /**
     * The opposite of {@link #toString()}.
     *
     * @throws IllegalArgumentException if the text is none of ours
     */
    public static Cursor parse(String text) {
      int separator = text.indexOf('_');
      if (separator < 1 || separator > 18 || text.length() > 200) {
        throw malformed();
      }
      try {
        return new Cursor(
            Long.parseLong(text.substring(0, separator)), text.substring(separator + 1));
      } catch (NumberFormatException e) {
        throw malformed();
      }
    }

    static IllegalArgumentException malformed() {
      return new IllegalArgumentException("cursor: malformed (expected: one that was given out)");
    }
  }

  /**
   * Members of a tag set.
   *
   * @param limit how many were asked for
   */
  public record Page(List<Cursor> members, int limit) {

    /** Where the next page begins, or null after the last. */
    public @Nullable Cursor next() {
      return members.size() < limit ? null : members.get(members.size() - 1);
    }
  }

  /**
   * What a call reclaimed.
   *
   * @param next where to go on, or null at the end
   */
  public record Reaped(long unlinked, @Nullable Cursor next) {}
}
