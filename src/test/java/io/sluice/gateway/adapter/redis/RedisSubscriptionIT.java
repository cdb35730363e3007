package io.sluice.gateway.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.EventLoop;
import io.sluice.gateway.testing.LogLines;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.Until;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisSubscriptionIT {

  private Vertx vertx;
  private EventLoop loop;
  private RealRedis redis;
  private final List<String> events = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    loop = new EventLoop(vertx);
    redis = RealRedis.started();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
    redis.close();
  }

  @Test
  void messagesArriveInOrderWhileTheConnectionIsBeingProbed() {
    var subscription = open();
    loop.until(subscription::subscribed);

    try (var publisher = redis.connect()) {
      for (int i = 0; i < 20_000; i++) {
        publisher.call("PUBLISH", "sluice:{gw}:p", "m" + i);
      }
    }

    loop.until(() -> events.size() > 20_000);
    assertThat(events.get(0)).isEqualTo("subscribed");
    assertThat(events.subList(1, events.size()))
        .containsExactlyElementsOf(IntStream.range(0, 20_000).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void anIdleSubscriptionIsKept() {
    var subscription = open();
    loop.until(subscription::subscribed);

    loop.elapse(Duration.ofMillis(1800));

    assertThat(events).containsExactly("subscribed");
    assertThat(loop.call(subscription::subscribed)).isTrue();
  }

  @Test
  void theListenerLearnsOfEverySubscriptionSinceMessagesMayHaveBeenMissed() {
    var subscription = open();
    loop.until(subscription::subscribed);

    redis.kill();
    loop.until(() -> !subscription.subscribed());
    redis.start();
    loop.until(subscription::subscribed);
    redis.call("PUBLISH", "sluice:{gw}:p", "after");

    loop.until(() -> events.size() == 3);
    assertThat(events).containsExactly("subscribed", "subscribed", "after");
  }

  @Test
  void aFrozenServerIsNoticedAndSubscribedToAgain() {
    var subscription = open();
    loop.until(subscription::subscribed);

    redis.freeze();
    loop.until(() -> !subscription.subscribed());
    redis.thaw();

    loop.until(subscription::subscribed);
    assertThat(events).containsExactly("subscribed", "subscribed");
  }

  @Test
  void afterClosingNothingIsCalled() {
    var subscription = open();
    loop.until(subscription::subscribed);

    loop.await(subscription::close);

    assertThat(redis.call("PUBLISH", "sluice:{gw}:p", "late")).isEqualTo(0L);
    assertThat(events).containsExactly("subscribed");
  }

  @Test
  void aUserWhoMayNotSubscribeIsToldOfOnce() {
    redis.call("ACL", "SETUSER", "default", "resetchannels");
    try (var lines = new LogLines()) {
      var subscription = open();
      Until.met(() -> lines.warns("refuses to subscribe to sluice:{gw}:p*: NOPERM"));
      loop.elapse(Duration.ofMillis(1800));

      assertThat(lines.warnings()).hasSize(1);
      assertThat(loop.call(subscription::subscribed)).isFalse();
    }
    redis.call("ACL", "SETUSER", "default", "allchannels");
    loop.until(() -> events.equals(List.of("subscribed")));
  }

  private RedisSubscription open() {
    var endpoint = new RedisEndpoint(RedisSettings.of(redis.uri()));
    var listener =
        new RedisSubscription.Listener() {
          @Override
          public void subscribed() {
            events.add("subscribed");
          }

          @Override
          public void message(Buffer payload) {
            events.add(payload.toString());
          }
        };
    return loop.call(() -> RedisSubscription.open(vertx, endpoint, "{gw}:p", listener));
  }
}
