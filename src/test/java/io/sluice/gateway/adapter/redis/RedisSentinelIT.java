package io.sluice.gateway.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.EventLoop;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.SentinelGroup;
import io.sluice.gateway.testing.TcpProxy;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** A link that asks real Sentinels where the master is. */
@Timeout(90)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisSentinelIT {

  private static final Vertx VERTX = Vertx.vertx();
  private static SentinelGroup redis;
  private final EventLoop loop = new EventLoop(VERTX);

  @BeforeAll
  static void start() {
    redis = SentinelGroup.started();
  }

  @AfterAll
  static void stop() {
    VERTX.close().await();
    redis.close();
  }

  @Test
  @Order(1)
  void theMasterIsFoundThoughASentinelIsSilentAndAnotherGone() {
    var silent = redis.sentinels().get(0);
    silent.freeze();
    try {
      var uri = redis.uri().replace(":" + redis.sentinels().get(1).port() + ",", ":1,");
      var link = open(uri);
      loop.until(link::connected);
      loop.await(() -> link.send(Request.cmd(Command.SET, "k", "v")));
    } finally {
      silent.thaw();
    }
  }

  @Test
  @Order(1)
  void aMasterThatNobodyKnowsIsToldOf() {
    var link = open(redis.uri().replace("/main", "/other"));
    loop.until(() -> link.state() == RedisState.DOWN);
    var settings = link.endpoint().settings();
    var failure =
        loop.awaitFailure(
            () ->
                SentinelQuery.master(VERTX, settings, Objects.requireNonNull(settings.sentinel())));
    assertThat(failure).hasMessageContaining("knows no master named other");
  }

  /** What a Sentinel says that has not heard of a failover yet. */
  @Test
  @Order(2)
  void aReplicaIsNotTakenForTheMaster() {
    try (var master = RealRedis.started();
        var replica = RealRedis.started("--replicaof", "127.0.0.1", String.valueOf(master.port()));
        var sentinel = RealRedis.sentinel("stale", replica.port())) {
      var link = open("redis+sentinel://127.0.0.1:" + sentinel.port() + "/stale");
      loop.until(() -> link.state() == RedisState.DOWN);
      assertThat(link.connectionNumber()).isZero();
    }
  }

  @Test
  @Order(3)
  void allLinksFollowAFailover() {
    var endpoint = new RedisEndpoint(RedisSettings.of(redis.uri()));
    var one = loop.call(() -> RedisLink.open(VERTX, endpoint));
    var other = loop.call(() -> RedisLink.open(VERTX, endpoint));
    loop.until(() -> one.connected() && other.connected());
    var old = redis.master();

    old.kill();
    redis.awaitFailover(old);
    loop.until(() -> one.connected() && other.connected());

    loop.await(() -> one.send(Request.cmd(Command.SET, "after", "1")));
    assertThat(redis.master().call("GET", "after")).isEqualTo("1");
    assertThat(loop.await(() -> other.send(Request.cmd(Command.ROLE))).get(0).toString())
        .isEqualTo("master");
    old.start();
  }

  /** As when the network between the servers is cut: the old master lives on, and is not told. */
  @Test
  @Order(4)
  void anOldMasterIsLeftByAllLinksWhenTheSentinelsNameAnother() {
    try (var old = RealRedis.started();
        var master = RealRedis.started();
        var before = RealRedis.sentinel("m", old.port());
        var after = RealRedis.sentinel("m", master.port());
        var sentinel = TcpProxy.to(before.port())) {
      var uri = "redis+sentinel://127.0.0.1:" + sentinel.port() + "/m";
      var endpoint = new RedisEndpoint(RedisSettings.of(uri));
      var log = loop.call(() -> RedisLink.open(VERTX, endpoint));
      var other = loop.call(() -> RedisLink.open(VERTX, endpoint));
      loop.until(() -> log.connected() && other.connected());
      sentinel.retarget(after.port());

      loop.call(
          () -> {
            log.confirmMaster();
            return "";
          });

      loop.until(() -> log.connectionNumber() == 2 && other.connectionNumber() == 2);
      loop.await(() -> log.send(Request.cmd(Command.SET, "log", "1")));
      loop.await(() -> other.send(Request.cmd(Command.SET, "other", "1")));
      assertThat(master.call("DBSIZE")).isEqualTo(2L);
      loop.await(log::close);
      loop.await(other::close);
    }
  }

  @Test
  @Order(5)
  void aServerThatBecomesAReplicaIsDialledAgain() {
    try (var server = RealRedis.started();
        var master = RealRedis.started()) {
      var link = open(server.uri());
      loop.until(link::connected);
      server.call("REPLICAOF", "127.0.0.1", String.valueOf(master.port()));

      var refused = loop.awaitFailure(() -> link.send(Request.cmd(Command.SET, "k", "v")));

      assertThat(((RedisException) refused).kind()).isEqualTo(RedisException.Kind.READ_ONLY);
      loop.until(() -> link.connectionNumber() == 2);
      loop.await(link::close);
    }
  }

  private RedisLink open(String uri) {
    return loop.call(() -> RedisLink.open(VERTX, new RedisEndpoint(RedisSettings.of(uri))));
  }
}
