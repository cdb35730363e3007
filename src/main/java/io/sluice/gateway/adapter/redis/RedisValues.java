package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Byte values under the configured prefix: read, written with a time to live, deleted, listed.
 *
 * <p>Names are given and returned without the prefix. All failures are {@link RedisException}s.
 * Used on the event loop of the commands.
 */
public final class RedisValues {

  private static final int SCAN_COUNT = 1000;

  private final RedisCommands redis;

  /** The values of some servers. */
  public RedisValues(RedisCommands redis) {
    this.redis = redis;
  }

  /** A value, or empty; look-ups of one tick travel together. */
  public Future<Optional<Buffer>> get(String name) {
    return redis.get(key(name)).map(value -> Optional.ofNullable(value).map(Response::toBuffer));
  }

  /**
   * Writes a value that expires, over whatever is there.
   *
   * @param ttlMillis at least 1
   */
  public Future<Void> put(String name, Buffer value, long ttlMillis) {
    var key = key(name);
    return redis
        .send(key, Request.cmd(Command.SET, key, value, "PX", Math.max(1, ttlMillis)))
        .mapEmpty();
  }

  /** The first bytes of each value, in the names' order; empty buffers for missing ones. */
  Future<List<Buffer>> heads(List<String> names, int bytes) {
    var requests = new ArrayList<Future<Buffer>>(names.size());
    for (var name : names) {
      var key = key(name);
      requests.add(
          redis
              .send(key, Request.cmd(Command.GETRANGE, key, 0, bytes - 1))
              .map(reply -> reply == null ? Buffer.buffer() : reply.toBuffer()));
    }
    return Future.all(requests).map(all -> all.list());
  }

  /** Deletes values, their memory in the background of the server; how many there were. */
  public Future<Long> unlink(List<String> names) {
    var bySlot = new LinkedHashMap<Integer, List<Object>>();
    boolean one = redis.endpoint().cluster() == null;
    for (var name : names) {
      var key = key(name);
      bySlot.computeIfAbsent(one ? 0 : HashSlot.of(key), s -> new ArrayList<>()).add(key);
    }
    var counts = new ArrayList<Future<Long>>(bySlot.size());
    for (var keys : bySlot.values()) {
      counts.add(
          redis
              .send((String) keys.get(0), Request.cmd(Command.UNLINK, keys.toArray()))
              .map(RedisValues::number));
    }
    return sum(counts);
  }

  /**
   * One page of the names that begin with a prefix. Names that exist all the while appear at least
   * once, while no slot moves; a name may appear again, and a page may be empty before the end.
   *
   * @param from {@link ScanCursor#START}, or that of the page before
   */
  public Future<ScanPage> scan(String namePrefix, ScanCursor from, int count) {
    var servers = redis.servers();
    var server = servers.floorEntry(from.slot());
    if (server == null) {
      server = servers.firstEntry();
    }
    if (server == null) {
      return Future.failedFuture(
          RedisException.notConnected(redis.endpoint().settings().address()));
    }
    int slot = server.getKey();
    var next = servers.higherKey(slot);
    return scan(server.getValue(), namePrefix, from.at(), count)
        .map(
            page ->
                new ScanPage(
                    page.names(),
                    !page.at().equals("0")
                        ? new ScanCursor(slot, page.at())
                        : next == null ? null : new ScanCursor(next, "0")));
  }

  private Future<Part> scan(RedisLink server, String namePrefix, String at, int count) {
    var pattern = literal(key(namePrefix)) + "*";
    return server
        .send(Request.cmd(Command.SCAN, at, "MATCH", pattern, "COUNT", Math.max(1, count)))
        .map(
            reply -> {
              if (reply == null) {
                return new Part(List.of(), "0");
              }
              int cut = key("").length();
              var names = new ArrayList<String>();
              for (Response found : reply.get(1)) {
                names.add(found.toString(StandardCharsets.UTF_8).substring(cut));
              }
              return new Part(names, reply.get(0).toString());
            });
  }

  /**
   * Counts names by paging over the servers that can be reached.
   *
   * @param mostPages of about 1,000 keys to look at before giving up, all servers together
   */
  public Future<KeyCount> count(String namePrefix, int mostPages) {
    var servers = redis.servers().values();
    int mostEach = Math.max(1, mostPages / Math.max(1, servers.size()));
    var counts =
        servers.stream()
            .map(server -> count(server, namePrefix, "0", mostEach, 0))
            .map(count -> count.otherwise(new KeyCount(0, false)))
            .toList();
    return Future.all(counts)
        .map(
            all ->
                new KeyCount(
                    counts.stream().mapToLong(count -> count.result().count()).sum(),
                    counts.stream().allMatch(count -> count.result().exact())));
  }

  private Future<KeyCount> count(
      RedisLink server, String namePrefix, String at, int pagesLeft, long counted) {
    return scan(server, namePrefix, at, SCAN_COUNT)
        .compose(
            page -> {
              long sum = counted + page.names().size();
              boolean last = page.at().equals("0");
              return last || pagesLeft <= 1
                  ? Future.succeededFuture(new KeyCount(sum, last))
                  : count(server, namePrefix, page.at(), pagesLeft - 1, sum);
            });
  }

  /**
   * Deletes all values whose names begin with a prefix, a page at a time; how many there were. A
   * server that cannot be reached fails it after the others have been emptied.
   */
  public Future<Long> unlinkAll(String namePrefix) {
    var counts =
        redis.servers().values().stream()
            .map(server -> unlinkFrom(server, namePrefix, "0", 0))
            .toList();
    return counts.isEmpty()
        ? Future.failedFuture(RedisException.notConnected(redis.endpoint().settings().address()))
        : sum(counts);
  }

  private Future<Long> unlinkFrom(RedisLink server, String namePrefix, String at, long unlinked) {
    return scan(server, namePrefix, at, SCAN_COUNT)
        .compose(
            page ->
                unlink(page.names())
                    .compose(
                        count ->
                            page.at().equals("0")
                                ? Future.succeededFuture(unlinked + count)
                                : unlinkFrom(server, namePrefix, page.at(), unlinked + count)));
  }

  private static Future<Long> sum(List<Future<Long>> counts) {
    return Future.join(counts).map(all -> counts.stream().mapToLong(Future::result).sum());
  }

  private String key(String name) {
    return redis.endpoint().key(name);
  }

  private static long number(@Nullable Response reply) {
    return reply == null ? 0 : reply.toLong();
  }

  /** As a glob pattern that matches nothing but itself. */
  private static String literal(String text) {
    return text.replaceAll("[\\\\*?\\[\\]]", "\\\\$0");
  }

  /** One step of one server's scan; the cursor is 0 at its end. */
  private record Part(List<String> names, String at) {}

  /**
   * One step of a scan.
   *
   * @param next where the next page begins; null after the last
   */
  public record ScanPage(List<String> names, @Nullable ScanCursor next) {}

  /**
   * How many names there are.
   *
   * @param exact false if counting was given up: there may be more
   */
  public record KeyCount(long count, boolean exact) {}
}
