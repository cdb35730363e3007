package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawOrigin;
import io.sluice.gateway.testing.RawResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are sent again, and where. */
class OriginRetryTest {
  private static final String GOOD =
      "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: 4\r\n\r\ngood";

  private final RawOrigin origin = RawOrigin.started();
  private final RawOrigin other = RawOrigin.started();
  private final ExecutorService clients = Executors.newCachedThreadPool();
  private GatewayUnderTest gateway = GatewayUnderTest.with();

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
    other.close();
    clients.shutdownNow();
  }

  private void start(String origins) {
    gateway =
        GatewayUnderTest.with("upstreams.default.origins", origins, "vertx.event-loops", "1")
            .start();
  }

  private RawResponse exchange(String method, String target) {
    try (var client = gateway.connect()) {
      return client.exchange(method, target);
    }
  }

  /** Serves /warm, and on the same connection answers whatever follows with this before it ends. */
  private void reusedConnectionEndsAfter(String bytes) {
    origin.script(
        (connection, head) -> {
          if (head.contains(" /warm ") || connection != origin.connections().get(0)) {
            connection.send(GOOD);
          } else {
            connection.send(bytes).close();
          }
        });
    start(origin.url());
    assertThat(exchange("GET", "/warm").text()).isEqualTo("good");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE"})
  void anOriginThatTakesARequestAndClosesGetsItOnce(String method) {
    origin.script((connection, head) -> connection.close());
    start(origin.url());

    assertThat(exchange(method, "/a").status()).isEqualTo(502);
    assertThat(origin.requests()).hasSize(1);
  }

  @Test
  void anotherOriginGetsItInstead() {
    origin.script((connection, head) -> connection.close());
    other.script((connection, head) -> connection.send(GOOD));
    start(origin.url() + "," + other.url());

    for (int i = 0; i < 4; i++) {
      assertThat(exchange("GET", "/a" + i).text()).isEqualTo("good");
    }
    assertThat(other.requests()).hasSize(4);
  }

  @Test
  void aConnectionThatClosesOnItsNextRequestIsReplaced() {
    reusedConnectionEndsAfter("");

    assertThat(exchange("GET", "/a").text()).isEqualTo("good");
    assertThat(origin.connections()).hasSize(2);
    assertThat(origin.requests()).hasSize(3);
  }

  @Test
  void aPostIsNeverSentAgain() {
    reusedConnectionEndsAfter("");

    assertThat(exchange("POST", "/a").status()).isEqualTo(502);
    assertThat(origin.requests()).hasSize(2);
  }

  @Test
  void keptConnectionsThatCloseAreNoFaultOfTheOrigin() throws Exception {
    int burst = 16;
    var warm = new CountDownLatch(burst);
    origin.script(
        (connection, head) -> {
          if (head.contains(" /warm ")) {
            warm.countDown();
            await(warm);
            connection.send(GOOD);
          } else if (head.contains(" /late ")) {
            connection.close();
          } else {
            connection.send(GOOD);
          }
        });
    start(origin.url());
    assertThat(atOnce(burst, "GET", "/warm")).containsOnly(200);

    assertThat(atOnce(burst, "POST", "/late")).containsOnly(502);

    assertThat(exchange("POST", "/after").status()).isEqualTo(200);
  }

  @Test
  void gettingAKeptConnectionThatClosesSpendsNoRetry() throws Exception {
    int burst = 16;
    var warm = new CountDownLatch(burst);
    var late = new CountDownLatch(burst);
    var closing = ConcurrentHashMap.newKeySet();
    origin.script(
        (connection, head) -> {
          if (head.contains(" /warm ")) {
            warm.countDown();
            await(warm);
            closing.add(connection);
            connection.send(GOOD);
          } else if (closing.contains(connection)) {
            late.countDown();
            await(late);
            connection.close();
          } else {
            connection.send(GOOD);
          }
        });
    start(origin.url());
    assertThat(atOnce(burst, "GET", "/warm")).containsOnly(200);

    assertThat(atOnce(burst, "GET", "/late")).containsOnly(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"timeout=1", "timeout=0", "max=100, TIMEOUT=1"})
  void aConnectionThatTheOriginIsAboutToCloseIsNotUsedAgain(String keepAlive) {
    origin.script((connection, head) -> connection.send(kept(keepAlive)));
    start(origin.url());

    assertThat(exchange("GET", "/a").text()).isEqualTo("good");
    assertThat(exchange("GET", "/a").text()).isEqualTo("good");
    assertThat(origin.connections()).hasSize(2);
  }

  @Test
  void aKeptConnectionIsLeftBeforeTheOriginClosesIt() throws Exception {
    origin.script((connection, head) -> connection.send(kept("timeout=2")));
    start(origin.url());

    assertThat(exchange("GET", "/a").text()).isEqualTo("good");
    assertThat(exchange("GET", "/a").text()).isEqualTo("good");
    assertThat(origin.connections()).hasSize(1);
    Thread.sleep(1700);
    assertThat(exchange("GET", "/a").text()).isEqualTo("good");
    assertThat(origin.connections()).hasSize(2);
  }

  private static String kept(String keepAlive) {
    return GOOD.replace("\r\n\r\n", "\r\nKeep-Alive: " + keepAlive + "\r\n\r\n");
  }

  private List<Integer> atOnce(int count, String method, String target) throws Exception {
    var exchanges = new ArrayList<CompletableFuture<Integer>>();
    for (int i = 0; i < count; i++) {
      exchanges.add(
          CompletableFuture.supplyAsync(() -> exchange(method, target).status(), clients));
    }
    var statuses = new ArrayList<Integer>();
    for (var exchange : exchanges) {
      statuses.add(exchange.get(20, TimeUnit.SECONDS));
    }
    return statuses;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.1 20', 502",
    "'HTTP/1.1 103 Early Hints\r\n\r\n', 502",
    "'HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n', 503",
    "'nonsense\r\n\r\n', 502"
  })
  void whatHasBeenAnsweredInPartIsNotSentAgain(String bytes, int status) {
    reusedConnectionEndsAfter(bytes);

    assertThat(exchange("GET", "/a").status()).isEqualTo(status);
    assertThat(origin.requests()).hasSize(2);
  }
}
