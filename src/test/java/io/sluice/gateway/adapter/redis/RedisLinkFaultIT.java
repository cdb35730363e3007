package io.sluice.gateway.adapter.redis;

import static io.sluice.gateway.adapter.redis.RedisException.Kind.CONNECTION_LOST;
import static io.sluice.gateway.adapter.redis.RedisException.Kind.NOT_CONNECTED;
import static io.sluice.gateway.adapter.redis.RedisException.Kind.OUT_OF_MEMORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.EventLoop;
import io.sluice.gateway.testing.RealRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a link does while its server is killed, frozen, absent or full. */
class RedisLinkFaultIT {

  private Vertx vertx;
  private EventLoop loop;

  @BeforeEach
  void startVertx() {
    vertx = Vertx.vertx();
    loop = new EventLoop(vertx);
  }

  @AfterEach
  void closeVertx() {
    vertx.close().await();
  }

  /** As container networks have them; java.net.URI finds no host in such a name. */
  @Test
  void aServerWhoseNameHasAnUnderscoreIsReached() {
    var hosts = new AddressResolverOptions().setHostsValue(Buffer.buffer("127.0.0.1 my_redis\n"));
    var resolving = Vertx.vertx(new VertxOptions().setAddressResolverOptions(hosts));
    try (var redis = RealRedis.started()) {
      var ofResolving = new EventLoop(resolving);
      var settings = RedisSettings.of("redis://my_redis:" + redis.port() + "/3");
      var link = ofResolving.call(() -> RedisLink.open(resolving, new RedisEndpoint(settings)));
      ofResolving.until(link::connected);
      ofResolving.await(() -> link.send(Request.cmd(Command.SET, "k", "v")));
      assertThat(String.valueOf(redis.call("INFO", "keyspace"))).contains("db3:keys=1");

      var unknown = RedisSettings.of("redis://no_such_host");
      var lost = ofResolving.call(() -> RedisLink.open(resolving, new RedisEndpoint(unknown)));
      ofResolving.until(() -> lost.state() == RedisState.DOWN);
    } finally {
      resolving.close().await();
    }
  }

  @Test
  void aKilledServerFailsWhatIsInFlightAndIsUsedAgainAfterItsRestart() {
    try (var redis = RealRedis.started()) {
      var link = open(redis);
      loop.until(link::connected);
      redis.freeze(); // so that commands are in flight when it dies
      var pending = loop.call(() -> Stream.generate(link::ping).limit(3).toList());

      redis.kill();

      for (var ping : pending) {
        assertThat(kindOf(() -> ping)).isEqualTo(CONNECTION_LOST);
      }
      loop.until(() -> !link.connected());
      assertThat(kindOf(link::ping)).isEqualTo(NOT_CONNECTED);
      loop.until(() -> link.state() == RedisState.DOWN);

      redis.start();
      loop.until(() -> link.state() == RedisState.UP);
      assertThat(loop.await(link::ping)).isPositive();
      assertThat(link.connectionNumber()).isEqualTo(2);
    }
  }

  @Test
  void aFrozenServerFailsCommandsWithinTheirTimeoutAndIsUsedAgainWhenItGoesOn() {
    try (var redis = RealRedis.started()) {
      var link = open(redis);
      loop.until(link::connected);
      redis.freeze();

      long start = System.nanoTime();
      loop.awaitFailure(link::ping);
      assertThat(millisSince(start)).isLessThan(1300);

      // The socket is still open, but its silence has been noticed.
      loop.until(() -> !link.connected());
      assertThat(millisSince(start)).isLessThan(1600);
      long rejectedAt = System.nanoTime();
      assertThat(kindOf(link::ping)).isEqualTo(NOT_CONNECTED);
      assertThat(millisSince(rejectedAt)).isLessThan(100);
      loop.until(() -> link.state() == RedisState.DOWN);

      redis.thaw();
      loop.until(() -> link.state() == RedisState.UP);
      assertThat(loop.await(link::ping)).isPositive();
    }
  }

  @Test
  void aServerAbsentAtTheStartIsUsedOnceItAppears() {
    try (var redis = RealRedis.notStarted()) {
      var link = open(redis);
      assertThat(link.state()).isEqualTo(RedisState.CONNECTING);
      assertThat(kindOf(link::ping)).isEqualTo(NOT_CONNECTED);
      loop.until(() -> link.state() == RedisState.DOWN);

      redis.start();

      loop.until(() -> link.state() == RedisState.UP);
      assertThat(loop.await(link::ping)).isPositive();
    }
  }

  @Test
  void aBlipIsNotReportedAsDown() {
    try (var redis = RealRedis.started()) {
      var link = open(redis);
      loop.until(link::connected);
      var changes = new CopyOnWriteArrayList<RedisState>();
      link.endpoint().onStateChange(changes::add);

      redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

      loop.until(() -> link.connectionNumber() == 2);
      assertThat(changes).isEmpty();
    }
  }

  @Test
  void anIdleConnectionIsKeptByItsProbes() {
    try (var redis = RealRedis.started()) {
      var link = open(redis);
      loop.until(link::connected);

      loop.elapse(Duration.ofMillis(1800));

      assertThat(link.connectionNumber()).isEqualTo(1);
      assertThat(link.stats().pingNanos()).isPositive();
    }
  }

  @Test
  void listenersHearEachChangeOfTheJointStateOnce() {
    try (var redis = RealRedis.notStarted()) {
      var endpoint = new RedisEndpoint(RedisSettings.of(redis.uri()));
      var changes = new CopyOnWriteArrayList<RedisState>();
      endpoint.onStateChange(changes::add);
      var other = new EventLoop(vertx);
      loop.call(() -> RedisLink.open(vertx, endpoint));
      other.call(() -> RedisLink.open(vertx, endpoint));

      loop.until(() -> endpoint.state() == RedisState.DOWN);
      redis.start();
      loop.until(() -> endpoint.state() == RedisState.UP);

      assertThat(changes.get(0)).isEqualTo(RedisState.DOWN);
      assertThat(changes.get(changes.size() - 1)).isEqualTo(RedisState.UP);
      assertThat(changes).doesNotHaveDuplicates();
      assertThat(endpoint.stats().connections()).isEqualTo(2);
    }
  }

  @Test
  void aFullServerRefusesWritesWithATypedErrorAndStillReads() {
    try (var redis = RealRedis.started("--maxmemory", "3mb", "--maxmemory-policy", "noeviction")) {
      var link = open(redis);
      loop.until(link::connected);
      var value = "x".repeat(500_000);
      loop.await(() -> link.send(Request.cmd(Command.SET, "small", "kept")));

      var stores =
          Stream.iterate(0, i -> i + 1)
              .limit(12)
              .map(i -> loop.await(() -> kindOrNone(link.send(set("k" + i, value)))))
              .toList();

      assertThat(stores).contains("OUT_OF_MEMORY").contains("none");
      assertThat(loop.await(() -> link.send(Request.cmd(Command.GET, "small"))).toString())
          .isEqualTo("kept");
      assertThat(link.connectionNumber()).isEqualTo(1);
      var script = new RedisScript("return redis.call('SET', KEYS[1], ARGV[1])");
      assertThat(kindOf(() -> script.run(link, List.of("s"), value))).isEqualTo(OUT_OF_MEMORY);
    }
  }

  private static Request set(String key, String value) {
    return Request.cmd(Command.SET, key, value);
  }

  private static Future<String> kindOrNone(Future<?> future) {
    return future.transform(
        ar ->
            Future.succeededFuture(
                ar.failed() ? ((RedisException) ar.cause()).kind().name() : "none"));
  }

  private RedisLink open(RealRedis redis) {
    var endpoint = new RedisEndpoint(RedisSettings.of(redis.uri()));
    return loop.call(() -> RedisLink.open(vertx, endpoint));
  }

  private RedisException.Kind kindOf(Supplier<? extends Future<?>> step) {
    return ((RedisException) loop.awaitFailure(step)).kind();
  }

  private static long millisSince(long startNanos) {
    return (System.nanoTime() - startNanos) / 1_000_000;
  }
}
