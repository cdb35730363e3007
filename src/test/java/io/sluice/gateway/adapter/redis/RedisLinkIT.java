package io.sluice.gateway.adapter.redis;

import static io.sluice.gateway.adapter.redis.RedisException.Kind.DENIED;
import static io.sluice.gateway.adapter.redis.RedisException.Kind.ERROR_REPLY;
import static io.sluice.gateway.adapter.redis.RedisException.Kind.NOT_CONNECTED;
import static io.sluice.gateway.adapter.redis.RedisException.Kind.OVERLOADED;
import static io.sluice.gateway.adapter.redis.RedisException.Kind.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testing.EventLoop;
import io.sluice.gateway.testing.RealRedisExtension;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisLinkIT {

  @RegisterExtension static final RealRedisExtension REDIS = new RealRedisExtension();

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

  @Test
  void repliesComeInTheOrderOfThePipelinedCommands() {
    var link = connected(settings -> settings);

    var replies =
        loop.await(
            () -> Future.all(IntStream.range(0, 1000).mapToObj(i -> echo(link, i)).toList()));

    List<Response> echoed = replies.list();
    assertThat(echoed)
        .extracting(Response::toInteger)
        .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
  }

  @Test
  void aReplyAfterTheTimeoutIsNotTakenForTheNextCommands() {
    var link = connected(settings -> settings.withCommandTimeout(Duration.ofMillis(100)));
    REDIS.server().pauseClients(Duration.ofMillis(400));

    var late = loop.awaitFailure(() -> echo(link, 1));
    var next =
        loop.await(
            () ->
                link.send(
                    Request.cmd(Command.ECHO, "2"), Duration.ofSeconds(5))); // waits for the pause

    assertThat(kind(late)).isEqualTo(TIMEOUT);
    assertThat(next.toInteger()).isEqualTo(2);
    assertThat(link.stats().timeouts()).isPositive();
    loop.until(() -> link.stats().lateReplies() == link.stats().timeouts());
    assertThat(link.connectionNumber()).isEqualTo(1);
  }

  @Test
  void timeoutsAreKeptWhenMoreCommandsFollowAndWhenOthersHaveTheirOwn() {
    var link = connected(settings -> settings.withCommandTimeout(Duration.ofMillis(150)));
    REDIS.server().pauseClients(Duration.ofMillis(600));
    var timesMillis = new ArrayList<Long>();

    loop.await(
        () -> {
          var own = timed(timesMillis, link.send(Request.cmd(Command.ECHO, "own"), ofMillis(30)));
          var first = timed(timesMillis, echo(link, 1));
          var second =
              vertx.timer(100).compose(fired -> timed(timesMillis, echo(link, 2)).otherwiseEmpty());
          return Future.join(own.otherwiseEmpty(), first.otherwiseEmpty(), second);
        });

    assertThat(timesMillis.get(0)).isBetween(25L, 139L);
    assertThat(timesMillis.get(1)).isBetween(140L, 500L);
    assertThat(timesMillis.get(2)).isBetween(140L, 500L);
  }

  @Test
  void commandsBeyondTheBoundFailAtOnceAndTheOthersAreCarriedOut() {
    var link = connected(settings -> settings.withMaxInFlight(10));

    var results =
        loop.await(
            () ->
                Future.join(IntStream.range(0, 15).mapToObj(i -> echo(link, i)).toList())
                    .transform(ar -> Future.succeededFuture(ar.succeeded() ? ar : ar.cause())));
    assertThat(results).isInstanceOf(RedisException.class);
    assertThat(kind((Throwable) results)).isEqualTo(OVERLOADED);
    assertThat(link.stats().rejected()).isEqualTo(5);
    assertThat(loop.await(() -> echo(link, 7)).toInteger()).isEqualTo(7);
  }

  @Test
  void anErrorReplyFailsItsCommandAlone() {
    var link = connected(settings -> settings);

    loop.await(() -> link.send(Request.cmd(Command.SET, "text", "x")));
    var failure = loop.awaitFailure(() -> link.send(Request.cmd(Command.INCR, "text")));

    assertThat(kind(failure)).isEqualTo(ERROR_REPLY);
    assertThat(failure).hasMessageContaining("not an integer");
    assertThat(((RedisException) failure).notExecuted()).isTrue();
    assertThat(loop.await(() -> echo(link, 3)).toInteger()).isEqualTo(3);
    assertThat(link.stats().errors()).isEqualTo(1);
  }

  @Test
  void aWrongPasswordIsReportedWithoutThePasswordAndLeavesNoSocketsBehind() {
    var server = REDIS.server();
    server.call("ACL", "SETUSER", "gateway", "on", ">right", "~*", "+@all");
    var endpoint =
        new RedisEndpoint(RedisSettings.of("redis://gateway:wr%40ng@127.0.0.1:" + server.port()));
    var link = loop.call(() -> RedisLink.open(vertx, endpoint));

    loop.until(() -> endpoint.state() == RedisState.DOWN);

    assertThat(kind(loop.awaitFailure(link::ping))).isEqualTo(NOT_CONNECTED);
    assertThat(endpoint.settings().toString()).doesNotContain("wr");
    loop.until(() -> String.valueOf(server.call("CLIENT", "LIST")).lines().count() <= 2);

    server.call("ACL", "SETUSER", "gateway", ">wr@ng");
    loop.until(() -> endpoint.state() == RedisState.UP);
  }

  @Test
  void aForbiddenCommandIsDenied() {
    var server = REDIS.server();
    server.call("ACL", "SETUSER", "reader", "on", ">pw", "~*", "+@all", "-set");
    var endpoint =
        new RedisEndpoint(RedisSettings.of("redis://reader:pw@127.0.0.1:" + server.port()));
    var link = loop.call(() -> RedisLink.open(vertx, endpoint));
    loop.until(link::connected);

    var failure = loop.awaitFailure(() -> link.send(Request.cmd(Command.SET, "k", "v")));

    assertThat(kind(failure)).isEqualTo(DENIED);
  }

  @Test
  void theDatabaseOfTheUrlIsSelected() {
    var server = REDIS.server();
    var endpoint = new RedisEndpoint(RedisSettings.of(server.uri() + "/3"));
    var link = loop.call(() -> RedisLink.open(vertx, endpoint));
    loop.until(link::connected);

    loop.await(() -> link.send(Request.cmd(Command.SET, "k", "v")));

    assertThat(String.valueOf(server.call("INFO", "keyspace"))).contains("db3:keys=1");
  }

  @Test
  void useFromAnotherThreadIsRefused() {
    var link = connected(settings -> settings);

    assertThatThrownBy(link::ping).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> RedisLink.open(vertx, link.endpoint()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingEndsTheConnectionAndKeepsTheCounters() {
    var link = connected(settings -> settings);
    loop.await(() -> echo(link, 1));

    loop.await(link::close);

    assertThat(kind(loop.awaitFailure(link::ping))).isEqualTo(NOT_CONNECTED);
    assertThat(link.endpoint().stats().commands()).isPositive();
    loop.until(() -> String.valueOf(REDIS.server().call("CLIENT", "LIST")).lines().count() == 1);
  }

  private RedisLink connected(UnaryOperator<RedisSettings> change) {
    var settings = change.apply(RedisSettings.of(REDIS.server().uri()));
    var link = loop.call(() -> RedisLink.open(vertx, new RedisEndpoint(settings)));
    loop.until(link::connected);
    return link;
  }

  private static Future<Response> echo(RedisLink link, int number) {
    return link.send(Request.cmd(Command.ECHO, number));
  }

  private static RedisException.Kind kind(Throwable failure) {
    return ((RedisException) failure).kind();
  }

  private static Duration ofMillis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static <T> Future<T> timed(List<Long> millis, Future<T> future) {
    long start = System.nanoTime();
    return future.onComplete(ar -> millis.add((System.nanoTime() - start) / 1_000_000));
  }
}
