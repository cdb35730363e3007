package io.sluice.gateway.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.adapter.web.OriginFaultException.Repeat;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.testing.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which origins are fit to be chosen. */
class OriginPoolTest {
  private final Vertx vertx = Vertx.vertx();
  private final EventLoop loop = new EventLoop(vertx);

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private OriginPool open(EventLoop owner, UpstreamPools.Pool shared) {
    return owner.call(() -> new OriginPool(vertx, shared, null, idle -> {}));
  }

  /** The choices for four requests in turn. */
  private static String choices(EventLoop owner, OriginPool pool, boolean probe) {
    return owner.call(
        () -> {
          var choices = new StringBuilder();
          for (int i = 0; i < 4; i++) {
            var origin = pool.choose(Pools.request("/" + i), probe, null);
            choices.append(origin == null ? "-" : Pools.name(origin));
          }
          return choices.toString();
        });
  }

  private void fail(Origin origin) {
    var fault = new OriginFaultException(Kind.BAD_GATEWAY, "down", Repeat.ANYWHERE);
    for (int i = 0; i < 2; i++) {
      loop.awaitFailure(() -> origin.guard(() -> Future.failedFuture(fault)));
    }
  }

  @Test
  void whatTheHealthCheckHasTakenOutIsForWhenNothingElseIsLeft() {
    var shared = Pools.of(1, 1);
    var pool = open(loop, shared);
    assertThat(choices(loop, pool, true)).isEqualTo("abab");
    shared.origins().get(0).setHealthy(false);
    assertThat(choices(loop, pool, true)).isEqualTo("bbbb");
    shared.origins().get(1).setHealthy(false);
    assertThat(choices(loop, pool, true)).isEqualTo("abab");
  }

  @Test
  void anotherOriginComesBeforeTheOneThatFailedUnlessItIsUnhealthy() {
    var shared = Pools.of(1, 1);
    var pool = open(loop, shared);
    var b = pool.origins().get(1);
    assertThat(loop.call(() -> pool.choose(Pools.request("/"), true, b))).isNotSameAs(b);
    shared.origins().get(0).setHealthy(false);
    assertThat(loop.call(() -> pool.choose(Pools.request("/"), true, b))).isSameAs(b);
  }

  @Test
  void otherEventLoopsAvoidAnOriginWhoseCircuitIsOpenIfTheyCan() {
    var shared = Pools.of(1, 1);
    var pool = open(loop, shared);
    var otherLoop = new EventLoop(vertx);
    var other = open(otherLoop, shared);

    fail(pool.origins().get(0));

    assertThat(choices(loop, pool, true)).isEqualTo("bbbb");
    assertThat(choices(otherLoop, other, true)).isEqualTo("bbbb");

    fail(pool.origins().get(1));

    assertThat(choices(loop, pool, true)).isEqualTo("----");
    assertThat(choices(otherLoop, other, true)).isEqualTo("abab");
  }

  @Test
  void oneRequestTriesAHalfOpenCircuitAndTheRestGoElsewhere() {
    var pool = open(loop, Pools.of(Duration.ofMillis(20), 1, 1));
    var a = pool.origins().get(0);
    fail(a);
    loop.until(a::isHalfOpen);
    assertThat(choices(loop, pool, false)).as("what cannot be repeated").isEqualTo("bbbb");
    assertThat(choices(loop, pool, true)).contains("a");

    var probe = Promise.<String>promise();
    var answer = loop.call(() -> a.guard(probe::future));
    assertThat(choices(loop, pool, true)).isEqualTo("bbbb");

    probe.complete("well");
    loop.await(() -> answer);
    assertThat(choices(loop, pool, false)).contains("a", "b");
  }
}
