package io.sluice.gateway.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.adapter.entry.Entries;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.testing.EventLoop;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.RedisClusterGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** What is stored in a real Redis Cluster of three shards, while its slots move and shards go. */
@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisClusterIT {

  private static final int NAMES = 200;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Vertx VERTX = Vertx.vertx();
  private static final EventLoop LOOP = new EventLoop(VERTX);
  private static RedisClusterGroup cluster;
  private static RedisCommands redis;
  private static RedisValues values;

  @BeforeAll
  static void start() {
    Assumptions.assumeTrue(
        RealRedis.isAvailable(),
        "SKIPPED: no redis-server for this machine: name one in SLUICE_TEST_REDIS_SERVER");
    cluster = RedisClusterGroup.started(0);
    redis = open(cluster.uri());
    values = new RedisValues(redis);
  }

  @AfterAll
  static void stop() {
    VERTX.close().await();
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void empty() {
    LOOP.until(() -> redis.servers().size() >= 3 && allConnected());
    cluster.firsts().forEach(RealRedis::flushAll);
  }

  private static RedisCommands open(String uri) {
    return LOOP.call(() -> RedisCommands.open(VERTX, new RedisEndpoint(RedisSettings.of(uri))));
  }

  /** Notices late that a server is silent, so that the time of the command decides. */
  private static RedisCommands openImpatient() {
    var usual = RedisSettings.of(cluster.uri()).withCommandTimeout(Duration.ofMillis(600));
    var settings =
        new RedisSettings(
            usual.uri(),
            usual.login(),
            usual.sentinelLogin(),
            usual.keyPrefix(),
            usual.connectTimeout(),
            usual.commandTimeout(),
            Duration.ofSeconds(5),
            usual.pingInterval(),
            usual.maxInFlight(),
            usual.tls());
    return LOOP.call(() -> RedisCommands.open(VERTX, new RedisEndpoint(settings)));
  }

  private static boolean allConnected() {
    return redis.servers().values().stream().allMatch(RedisLink::connected);
  }

  @Test
  @Order(1)
  void valuesAreSpreadOverAllShardsAndFound() {
    putAll();

    var found = await(() -> Future.all(names().stream().map(values::get).toList()));

    assertThat(found.list()).allMatch(value -> !value.equals(Optional.empty()));
    assertThat(cluster.firsts())
        .allSatisfy(shard -> assertThat((Long) shard.call("DBSIZE")).isBetween(30L, 100L));
  }

  @Test
  @Order(1)
  void anyServerLeadsToAllOthers() {
    var third = open("redis+cluster://127.0.0.1:1,127.0.0.1:" + cluster.first(2).port());

    LOOP.until(() -> third.servers().size() == 3);
    LOOP.until(() -> third.servers().values().stream().allMatch(RedisLink::connected));

    assertThat(third.servers().keySet()).containsExactly(0, 5462, 10923);
  }

  @Test
  @Order(1)
  void entriesAndTheirVariantsAreStoredByOneScriptEach() {
    var store = new RedisSharedStore(redis, values);
    var key = Entries.key("/varies");
    var german = StoredFields.of("accept-language", "de");
    var vary = Vary.ofNames(List.of("accept-language"), german);

    assertThat(await(() -> store.put(Entries.entry(key, 1, 5, vary, "deutsch"), MINUTE))).isTrue();
    assertThat(await(() -> store.find(key, german))).isPresent();
    assertThat(await(() -> store.find(key, StoredFields.of("accept-language", "fr")))).isEmpty();
    assertThat(await(() -> store.claim(key, "me", MINUTE))).isTrue();
    assertThat(await(() -> store.claim(key, "you", MINUTE))).isFalse();
    assertThat(await(() -> store.renew(key, "me", MINUTE))).isTrue();
    await(() -> store.release(key, "me"));
    assertThat(await(() -> store.claim(key, "you", MINUTE))).isTrue();
  }

  @Test
  @Order(1)
  void tagSetsNameEntriesOfAllShardsAndReclaimThem() {
    var tags = new TagSets(redis, values);
    for (int i = 0; i < 30; i++) {
      var entry = Entries.entry(Entries.key("/" + i), 5, "body");
      var store = new RedisSharedStore(redis, values);
      await(() -> store.put(entry, MINUTE));
      await(() -> tags.add(List.of("t:a", "t:b{x}"), RedisSharedStore.name(entry), 60_000));
    }

    assertThat(await(() -> tags.count("t:b{x}"))).isEqualTo(30);
    var reaped =
        await(() -> tags.reap("t:a", TagSets.Cursor.START, 100, entry -> entry.sequence() < 6));

    assertThat(reaped.unlinked()).isEqualTo(30);
    assertThat(await(() -> tags.count("t:a"))).isZero();
    assertThat(await(() -> values.count("e:", 1000)).count()).isZero();
  }

  @Test
  @Order(1)
  void scansGoThroughAllShardsAndRemoveWhatIsThere() {
    putAll();
    cluster.firsts().forEach(shard -> setForeignKey(shard));

    var seen = new HashSet<String>();
    ScanCursor cursor = ScanCursor.START;
    while (cursor != null) {
      var from = cursor;
      var page = await(() -> values.scan("e:", from, 20));
      seen.addAll(page.names());
      cursor = page.next();
    }

    assertThat(seen).hasSize(NAMES);
    assertThat(await(() -> values.count("e:", 1000)))
        .isEqualTo(new RedisValues.KeyCount(NAMES, true));
    assertThat(await(() -> values.unlinkAll("e:"))).isEqualTo(NAMES);
    assertThat(cluster.firsts())
        .allSatisfy(shard -> assertThat(shard.call("DBSIZE")).isEqualTo(1L));
  }

  private static void setForeignKey(RealRedis shard) {
    for (int i = 0; ; i++) {
      if (cluster.owner(cluster.slot("other:" + i)) == shard) {
        shard.call("SET", "other:" + i, "1");
        return;
      }
    }
  }

  @Test
  @Order(2)
  void aSlotThatMovesIsFollowedBeforeAndAfter() {
    var name = nameAt(cluster.first(0));
    int slot = cluster.slot("sluice:" + name);
    put(name);

    var from = cluster.beginMove(slot, cluster.first(2));
    assertThat(await(() -> values.get(name))).as("not moved yet").isPresent();
    var other = sameSlot(slot, name);
    put(other);
    assertThat(await(() -> values.get(other))).as("asked at the new owner").isPresent();
    cluster.moveKeys(slot, from, cluster.first(2));
    assertThat(await(() -> values.get(name))).as("moved, not announced").isPresent();
    cluster.endMove(slot, from, cluster.first(2));

    assertThat(await(() -> values.get(name))).as("announced").isPresent();
    assertThat(await(() -> values.get(other))).isPresent();
    cluster.move(slot, cluster.first(0));
    assertThat(await(() -> values.get(name))).as("and back").isPresent();
  }

  @Test
  @Order(2)
  void aNewShardIsUsedOnceItHasASlot() {
    var fourth = cluster.another();
    var name = nameAt(cluster.first(2));
    put(name);

    cluster.move(cluster.slot("sluice:" + name), fourth);

    LOOP.until(
        () -> values.get(name).onFailure(notYet -> {}).succeeded() || redis.servers().size() == 4);
    LOOP.until(() -> allConnected());
    assertThat(await(() -> values.get(name))).isPresent();
    assertThat(redis.servers()).hasSize(4);
    cluster.move(cluster.slot("sluice:" + name), cluster.first(2));
    assertThat(await(() -> values.get(name))).isPresent();
  }

  @Test
  @Order(3)
  void ofASilentShardCommandsFailInTimeAndOfTheOthersNone() {
    putAll();
    var silent = cluster.first(2);
    var there = nameAt(silent);
    var elsewhere = nameAt(cluster.first(0));
    silent.freeze();
    try {
      long began = System.nanoTime();
      LOOP.awaitFailure(() -> values.get(there));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(1500));
      assertThat(await(() -> values.get(elsewhere))).isPresent();
      LOOP.until(() -> !allConnected());

      began = System.nanoTime();
      var refused = LOOP.awaitFailure(() -> values.get(there));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(200));
      assertThat(refused).hasMessageContaining("127.0.0.1:" + silent.port());
      assertThat(redis.connected()).isTrue();
      assertThat(await(() -> values.count("e:", 1000)).exact()).isFalse();
      assertThat(LOOP.awaitFailure(() -> values.unlinkAll("e:")))
          .hasMessageContaining("127.0.0.1:" + silent.port());
      assertThat(await(() -> values.get(elsewhere))).as("removed all the same").isEmpty();
    } finally {
      silent.thaw();
    }
    LOOP.until(RedisClusterIT::allConnected);
    assertThat(await(() -> values.get(there))).isPresent();
  }

  /** A slow redirection to a server that does not answer costs no more than any other silence. */
  @Test
  @Order(3)
  void redirectionsShareTheTimeOfTheCommand() {
    var name = nameAt(cluster.first(0));
    int slot = cluster.slot("sluice:" + name);
    put(name);
    var impatient = openImpatient();
    LOOP.until(
        () ->
            impatient.servers().size() == 3
                && impatient.servers().values().stream().allMatch(RedisLink::connected));
    cluster.beginMove(slot, cluster.first(2));
    cluster.moveKeys(slot, cluster.first(0), cluster.first(2));
    cluster.first(2).freeze();
    try {
      cluster.first(0).freeze();
      long began = System.nanoTime();
      var pending = LOOP.call(() -> new RedisValues(impatient).get(name));
      LOOP.elapse(Duration.ofMillis(400));
      cluster.first(0).thaw();
      LOOP.awaitFailure(() -> pending);
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofMillis(500), Duration.ofMillis(850));
    } finally {
      cluster.first(0).thaw();
      cluster.first(2).thaw();
      cluster.endMove(slot, cluster.first(0), cluster.first(2));
      cluster.move(slot, cluster.first(0));
    }
  }

  /** As one does that is cut off from the others, or was restored from a backup. */
  @Test
  @Order(4)
  void aServerThatIsBehindIsNotBelieved() {
    try (var behind = RealRedis.startedForCluster("--cluster-enabled", "yes")) {
      RedisClusterGroup.found(behind);
      var uri = cluster.uri().replace("://", "://127.0.0.1:" + behind.port() + ",");
      var map = map(uri.substring(0, uri.lastIndexOf(',')));

      var masters = cluster.firsts().stream().map(server -> "127.0.0.1:" + server.port()).toList();
      for (int i = 0; i < 20; i++) { // whoever answers first
        LOOP.await(() -> map.refresh(VERTX));
        assertThat(map.masters().values()).containsExactlyElementsOf(masters);
      }
    }
  }

  private static ClusterMap map(String uri) {
    return Objects.requireNonNull(new RedisEndpoint(RedisSettings.of(uri)).cluster());
  }

  @Test
  @Order(4)
  void aServerThatIsNoClusterIsToldOf() {
    try (var plain = RealRedis.started()) {
      var map = map("redis+cluster://127.0.0.1:" + plain.port());

      assertThat(LOOP.awaitFailure(() -> map.refresh(VERTX)))
          .hasMessageContaining("127.0.0.1:" + plain.port() + ": ERR This instance has cluster");
    }
    var single = open("redis://127.0.0.1:" + cluster.first(0).port());
    LOOP.until(single::connected);
    assertThat(LOOP.awaitFailure(() -> new RedisValues(single).get(nameAt(cluster.first(2)))))
        .hasMessageContaining("redis+cluster://");
  }

  private static List<String> names() {
    return IntStream.range(0, NAMES).mapToObj(i -> "e:" + i).toList();
  }

  private static void putAll() {
    await(() -> Future.all(names().stream().map(RedisClusterIT::write).toList()));
  }

  private static void put(String name) {
    await(() -> write(name));
  }

  private static Future<Void> write(String name) {
    return values.put(name, Buffer.buffer("value of " + name), 60_000);
  }

  /** One of the names that this server holds. */
  private static String nameAt(RealRedis server) {
    return names().stream()
        .filter(name -> cluster.owner(cluster.slot("sluice:" + name)) == server)
        .findFirst()
        .orElseThrow();
  }

  /** Another name of the slot. */
  private static String sameSlot(int slot, String name) {
    return IntStream.iterate(1000, i -> i + 1)
        .mapToObj(i -> "e:" + i)
        .filter(other -> HashSlot.of("sluice:" + other) == slot && !other.equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static <T> T await(Supplier<Future<T>> step) {
    return LOOP.await(step);
  }
}
