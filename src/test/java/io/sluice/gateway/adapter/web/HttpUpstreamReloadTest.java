package io.sluice.gateway.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.adapter.web.OriginFaultException.Repeat;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.spi.Current;
import io.sluice.gateway.testing.EventLoop;
import io.sluice.gateway.testing.Until;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What pools keep, and what they leave behind, when the configuration changes. */
class HttpUpstreamReloadTest {
  private final Vertx vertx = Vertx.vertx();
  private final EventLoop loop = new EventLoop(vertx);

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private static UpstreamOptions options(String name, int retries, String... origins) {
    return new UpstreamOptions(Map.of(name, Pools.options(retries, origins)));
  }

  private static UpstreamPools.Pool only(UpstreamPools pools) {
    return pools.all().iterator().next();
  }

  private static void replace(Current<UpstreamPools> current, UpstreamOptions options) {
    var before = current.get();
    var next = before.next(options);
    before.retire(next);
    current.replace(next).await();
  }

  private void openCircuit(Origin origin) {
    var fault = new OriginFaultException(Kind.BAD_GATEWAY, "down", Repeat.ANYWHERE);
    for (int i = 0; i < 2; i++) {
      loop.awaitFailure(() -> origin.guard(() -> Future.failedFuture(fault)));
    }
  }

  @Test
  void aPoolThatDoesNotChangeIsTheSame() {
    var pools = new UpstreamPools(options("a", 0, "http://x:1"));
    assertThat(only(pools.next(options("a", 0, "http://x:1")))).isSameAs(only(pools));
    assertThat(only(pools.next(options("a", 1, "http://x:1")))).isNotSameAs(only(pools));
    assertThat(only(pools.next(options("b", 0, "http://x:1")))).isNotSameAs(only(pools));
  }

  @Test
  void anOpenCircuitStaysOpenWhenItsPoolChangesButNotItsOrigin() {
    var pools = new UpstreamPools(options("a", 0, "http://x:1", "http://y:1"));
    var before = loop.call(() -> new OriginPool(vertx, only(pools), null, idle -> {}));
    openCircuit(before.origins().get(0));

    var next = only(pools.next(options("a", 3, "http://y:1", "http://x:1", "http://z:1")));
    var after = loop.call(() -> new OriginPool(vertx, next, before, idle -> {}));
    loop.call(before::close);

    assertThat(after.origins().get(1)).isSameAs(before.origins().get(0));
    assertThat(after.origins().get(1).admits()).isFalse();
    assertThat(next.origins()).extracting(OriginState::openCircuits).containsExactly(0, 1, 0);
    loop.call(after::close);
    assertThat(next.origins().get(1).openCircuits()).isZero();
  }

  @Test
  void aThousandConfigurationsLeaveNothingBehind() {
    var current = new Current<>(new UpstreamPools(options("a", 0, "http://x:1")));
    var upstream = loop.call(() -> new HttpUpstream(vertx, current));
    var checks = new HealthChecks(vertx, current);
    checks.start();
    List<WeakReference<Object>> gone = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      gone.add(new WeakReference<>(only(current.get())));
      gone.add(new WeakReference<>(loop.call(() -> upstream.pools().iterator().next())));
      // Now one pool with another name, now the same with another origin or another way to it.
      replace(current, options(i % 2 == 0 ? "a" : "b", i % 3, "http://x" + i / 4 + ":1"));
    }
    assertThat(loop.call(() -> upstream.pools().size())).isEqualTo(1);
    Until.met(
        Duration.ofSeconds(20),
        () -> {
          System.gc();
          return gone.stream().filter(reference -> reference.get() != null).count() <= 2;
        },
        () -> gone.stream().filter(reference -> reference.get() != null).count() + " are held");
    checks.close();
    loop.await(upstream::close);
  }
}
