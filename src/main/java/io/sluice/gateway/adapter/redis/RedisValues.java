package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Byte values under the configured prefix: read, written with a time to live, deleted, listed.
 *
 * <p>Names are given and returned without the prefix. All failures are {@link RedisException}s.
 * Used on the link's event loop.
 */
public final class RedisValues {

  private static final int SCAN_COUNT = 1000;

  private final RedisLink link;
  private final GetBatch batch;

  /** The values that one link leads to. */
  public RedisValues(Vertx vertx, RedisLink link) {
    this.link = link;
    this.batch = new GetBatch(vertx, link);
  }

  /** A value, or empty; look-ups of one tick travel together. */
  public Future<Optional<Buffer>> get(String name) {
    return batch.get(key(name));
  }

  /**
   * Writes a value that expires, over whatever is there.
   *
   * @param ttlMillis at least 1
   */
  public Future<Void> put(String name, Buffer value, long ttlMillis) {
    return link.send(Request.cmd(Command.SET, key(name), value, "PX", Math.max(1, ttlMillis)))
        .mapEmpty();
  }

  /** The first bytes of each value, in the names' order; empty buffers for missing ones. */
  Future<List<Buffer>> heads(List<String> names, int bytes) {
    var requests = new ArrayList<Future<Buffer>>(names.size());
    for (var name : names) {
      requests.add(
          link.send(Request.cmd(Command.GETRANGE, key(name), 0, bytes - 1))
              .map(reply -> reply == null ? Buffer.buffer() : reply.toBuffer()));
    }
    return Future.all(requests).map(all -> all.list());
  }

  /** Deletes values, their memory in the background of the server; how many there were. */
  public Future<Long> unlink(List<String> names) {
    if (names.isEmpty()) {
      return Future.succeededFuture(0L);
    }
    Object[] keys = names.stream().map(this::key).toArray();
    return link.send(Request.cmd(Command.UNLINK, keys)).map(RedisValues::number);
  }

  /**
   * One page of the names that begin with a prefix. Names that exist all the while appear at least
   * once; a name may appear again, and a page may be empty before the end.
   *
   * @param cursor {@link ScanPage#START}, or that of the page before
   */
  public Future<ScanPage> scan(String namePrefix, String cursor, int count) {
    var pattern = literal(key(namePrefix)) + "*";
    return link.send(
            Request.cmd(Command.SCAN, cursor, "MATCH", pattern, "COUNT", Math.max(1, count)))
        .map(
            reply -> {
              if (reply == null) {
                return new ScanPage(List.of(), ScanPage.START);
              }
              int cut = link.endpoint().key("").length();
              var names = new ArrayList<String>();
              for (Response found : reply.get(1)) {
                names.add(found.toString(StandardCharsets.UTF_8).substring(cut));
              }
              return new ScanPage(names, reply.get(0).toString());
            });
  }

  /**
   * Counts names by paging over the whole database.
   *
   * @param mostPages of about 1,000 keys to look at before giving up
   */
  public Future<KeyCount> count(String namePrefix, int mostPages) {
    return count(namePrefix, ScanPage.START, mostPages, 0);
  }

  private Future<KeyCount> count(String namePrefix, String cursor, int pagesLeft, long counted) {
    return scan(namePrefix, cursor, SCAN_COUNT)
        .compose(
            page -> {
              long sum = counted + page.names().size();
              if (page.last() || pagesLeft <= 1) {
                return Future.succeededFuture(new KeyCount(sum, page.last()));
              }
              return count(namePrefix, page.cursor(), pagesLeft - 1, sum);
            });
  }

  /** Deletes all values whose names begin with a prefix, a page at a time; how many there were. */
  public Future<Long> unlinkAll(String namePrefix) {
    return unlinkFrom(namePrefix, ScanPage.START, 0);
  }

  private Future<Long> unlinkFrom(String namePrefix, String cursor, long unlinked) {
    return scan(namePrefix, cursor, SCAN_COUNT)
        .compose(
            page ->
                unlink(page.names())
                    .compose(
                        count ->
                            page.last()
                                ? Future.succeededFuture(unlinked + count)
                                : unlinkFrom(namePrefix, page.cursor(), unlinked + count)));
  }

  private String key(String name) {
    return link.endpoint().key(name);
  }

  private static long number(@Nullable Response reply) {
    return reply == null ? 0 : reply.toLong();
  }

  /** As a glob pattern that matches nothing but itself. */
  private static String literal(String text) {
    return text.replaceAll("[\\\\*?\\[\\]]", "\\\\$0");
  }

  /**
   * One step of a scan.
   *
   * @param cursor where the next page begins; {@link #START} again after the last
   */
  public record ScanPage(List<String> names, String cursor) {

    /** Where a scan begins. */
    public static final String START = "0";

    /** Whether the server would take the text for a cursor: 64 bits without a sign. */
    static boolean isCursor(String text) {
      try {
        return text.chars().allMatch(c -> c >= '0' && c <= '9')
            && Long.toUnsignedString(Long.parseUnsignedLong(text)).equals(text);
      } catch (NumberFormatException tooLong) {
        return false;
      }
    }

    /** Whether there are no more pages. */
    public boolean last() {
      return cursor.equals(START);
    }
  }

  /**
   * How many names there are.
   *
   * @param exact false if counting was given up: there may be more
   */
  public record KeyCount(long count, boolean exact) {}
}
