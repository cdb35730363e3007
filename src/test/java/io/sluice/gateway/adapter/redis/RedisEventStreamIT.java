package io.sluice.gateway.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.spi.EventStream.Entry;
import io.sluice.gateway.testing.EventLoop;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.Until;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisEventStreamIT {
  private static final String KEY = "shop:events";

  private Vertx vertx;
  private EventLoop loop;
  private RealRedis redis;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    loop = new EventLoop(vertx);
    redis = server("--appendonly", "yes", "--appendfsync", "always");
  }

  RealRedis server(String... options) {
    return RealRedis.started(options);
  }

  @AfterEach
  void stop() {
    vertx.close().await();
    if (redis != null) {
      redis.close();
    }
  }

  @Test
  void whatWasThereBeforeTheGroupIsReadInOrder() {
    IntStream.range(0, 25).forEach(i -> add("e" + i));
    var stream = open("a");

    var read = new ArrayList<String>();
    while (read.size() < 25) {
      var entries = next(stream);
      entries.forEach(entry -> read.add(String.valueOf(entry.event())));
      assertThat(entries).hasSizeLessThanOrEqualTo(10);
      done(stream, entries);
    }
    assertThat(read)
        .containsExactlyElementsOf(IntStream.range(0, 25).mapToObj(i -> "e" + i).toList());
    assertThat(pending()).isZero();
  }

  @Test
  void anIdleReaderIsKeptAndGetsWhatIsAdded() {
    var stream = open("a");
    for (int i = 0; i < 6; i++) {
      assertThat(loop.await(stream::next)).isEmpty();
    }
    long connections = connections();
    loop.elapse(Duration.ofMillis(1500));
    add("late");
    assertThat(next(stream)).extracting(e -> String.valueOf(e.event())).containsExactly("late");
    // Those with which this test adds and asks are connections, too.
    assertThat(connections()).isEqualTo(connections + 2);
  }

  @Test
  void twoReadersShareTheEntries() {
    redis.call("XGROUP", "CREATE", KEY, "g", "0", "MKSTREAM");
    var read = new CopyOnWriteArrayList<String>();
    var first = open("a");
    var second = open("b");
    loop.call(() -> readOn(first, read));
    loop.call(() -> readOn(second, read));
    var all = IntStream.range(0, 40).mapToObj(i -> "e" + i).toList();
    all.forEach(this::add);

    loop.until(() -> read.size() >= 40 && pending() == 0);
    assertThat(read).containsExactlyInAnyOrderElementsOf(all);
  }

  private static boolean readOn(RedisEventStream stream, List<String> read) {
    stream
        .next()
        .onSuccess(
            entries -> {
              entries.forEach(entry -> read.add(String.valueOf(entry.event())));
              (entries.isEmpty() ? Future.succeededFuture() : stream.done(ids(entries)))
                  .onSuccess(done -> readOn(stream, read));
            });
    return true;
  }

  @Test
  void whatWasNotFinishedIsReadAgainAfterARestart() {
    add("x");
    var lost = open("a");
    assertThat(next(lost).get(0).deliveries()).isEqualTo(1);

    var successor = open("a");
    var again = next(successor);
    assertThat(again).extracting(Entry::deliveries).containsExactly(2L);
    assertThat(String.valueOf(again.get(0).event())).isEqualTo("x");
  }

  @Test
  void whatADeadReaderHeldGoesToAnotherAndWhatALiveOneHoldsDoesNot() {
    add("x");
    var first = open("a");
    var held = ids(next(first));
    var second = open("b");
    for (int i = 0; i < 5; i++) {
      assertThat(loop.await(second::next)).isEmpty();
      loop.await(() -> first.hold(held));
    }

    assertThat(next(second)).extracting(Entry::id).containsExactlyElementsOf(held);
  }

  @Test
  void claimingManyCountsOneDeliveryEach() {
    IntStream.range(0, 30).forEach(i -> add("e" + i));
    redis.call("XGROUP", "CREATE", KEY, "g", "0");
    redis.call("XREADGROUP", "GROUP", "g", "dead", "COUNT", "100", "STREAMS", KEY, ">");
    var stream = open("a");

    int read = 0;
    while (read < 30) {
      var entries = next(stream);
      assertThat(entries).extracting(Entry::deliveries).containsOnly(2L);
      read += entries.size();
      done(stream, entries);
    }
    assertThat(pending()).isZero();
  }

  @Test
  void anEntryThatWasTrimmedUnreadIsToldOf() {
    add("x");
    var first = open("a");
    var held = ids(next(first));
    redis.call("XTRIM", KEY, "MAXLEN", "0");

    var successor = open("a");
    var entry = next(successor).get(0);
    assertThat(entry.id()).isEqualTo(held.get(0));
    assertThat(entry.event()).isNull();
    assertThat(entry.reason()).contains("trimmed");
  }

  @Test
  void soIsOneThatADeadReaderHeld() {
    add("x");
    var held = ids(next(open("a")));
    redis.call("XTRIM", KEY, "MAXLEN", "0");
    add("y");

    var second = open("b");
    var read = new ArrayList<Entry>();
    Until.met(
        () -> {
          var entries = loop.await(second::next);
          read.addAll(entries);
          if (!entries.isEmpty()) {
            done(second, entries);
          }
          return read.size() == 2;
        });
    assertThat(read).filteredOn(entry -> entry.reason().contains("trimmed")).hasSize(1);
    assertThat(ids(read)).containsAll(held);
    assertThat(pending()).isZero();
  }

  @Test
  void anEntryWithoutAnEventAndOneThatIsTooLongSaySo() {
    redis.call("XADD", KEY, "*", "payload", "x");
    add("y".repeat((1 << 20) + 1));
    var stream = open("a");

    var entries = next(stream);
    assertThat(entries)
        .extracting(Entry::reason)
        .containsExactly("no field event in the entry", "1048577 bytes (limit: 1048576)");
  }

  @Test
  void readingGoesOnWhenRedisWasAwayOrLostTheStream() {
    var stream = open("a");
    assertThat(loop.await(stream::next)).isEmpty();
    redis.kill();
    loop.until(() -> !stream.isAvailable());
    var waiting = loop.call(stream::next);
    redis.start();
    add("after");
    loop.until(waiting::isComplete);
    var entries = waiting.result().isEmpty() ? next(stream) : waiting.result();
    assertThat(String.valueOf(entries.get(0).event())).isEqualTo("after");
    done(stream, entries);

    redis.flushAll();
    add("anew");
    assertThat(String.valueOf(next(stream).get(0).event())).isEqualTo("anew");
  }

  @Test
  void aServerThatBecameAReplicaIsLeftAndReadWhenItIsTheMasterAgain() {
    var stream = open("a");
    assertThat(loop.await(stream::next)).isEmpty();
    var waiting = loop.call(() -> nextOf(stream));
    redis.call("REPLICAOF", "127.0.0.1", "1");
    loop.until(() -> !stream.isAvailable());
    redis.call("REPLICAOF", "NO", "ONE");
    add("after");

    loop.until(waiting::isComplete);
    assertThat(waiting.result()).hasSize(1);
  }

  private static Future<List<Entry>> nextOf(RedisEventStream stream) {
    return stream
        .next()
        .compose(entries -> entries.isEmpty() ? nextOf(stream) : Future.succeededFuture(entries));
  }

  @Test
  void aKeyOfAnotherTypeIsToldOfAndReadOnceItIsMended() {
    redis.call("SET", KEY, "x");
    var stream = open("a");
    var waiting = loop.call(stream::next);
    loop.until(stream::isAvailable);
    redis.call("DEL", KEY);
    add("x");
    loop.until(waiting::isComplete);
    var entries = waiting.result().isEmpty() ? next(stream) : waiting.result();
    assertThat(entries).hasSize(1);
  }

  @Test
  void whoLeavesIsForgottenUnlessItHoldsSomething() {
    add("x");
    var stream = open("a");
    var entries = next(stream);
    loop.await(stream::leave);
    assertThat(consumers()).isEqualTo(1);
    done(stream, entries);
    loop.await(stream::leave);
    assertThat(consumers()).isZero();
  }

  private RedisEventStream open(String consumer) {
    var endpoint = new RedisEndpoint(RedisSettings.of(redis.uri()));
    var options = new RedisEventStream.Options(KEY, "g", consumer, Duration.ofSeconds(1));
    return loop.call(() -> RedisEventStream.open(vertx, endpoint, options));
  }

  /** The next that are not none. */
  private List<Entry> next(RedisEventStream stream) {
    var found = new ArrayList<Entry>();
    Until.met(
        () -> {
          found.addAll(loop.await(stream::next));
          return !found.isEmpty();
        });
    return found;
  }

  private void done(RedisEventStream stream, List<Entry> entries) {
    loop.await(() -> stream.done(ids(entries)));
  }

  private static List<String> ids(List<Entry> entries) {
    return entries.stream().map(Entry::id).toList();
  }

  private void add(String event) {
    redis.call("XADD", KEY, "*", "event", event);
  }

  private long pending() {
    return (Long) list(redis.call("XPENDING", KEY, "g")).get(0);
  }

  private int consumers() {
    return list(redis.call("XINFO", "CONSUMERS", KEY, "g")).size();
  }

  private long connections() {
    return String.valueOf(redis.call("INFO", "stats"))
        .lines()
        .filter(line -> line.startsWith("total_connections_received:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private static List<?> list(@Nullable Object reply) {
    return (List<?>) Objects.requireNonNull(reply);
  }
}
