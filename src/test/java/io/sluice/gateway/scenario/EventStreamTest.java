package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawOrigin;
import io.sluice.gateway.testing.RawOrigin.Connection;
import io.sluice.gateway.testing.Until;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Server-sent events: each client has its own stream, and each event passes as it comes. */
@Timeout(60)
class EventStreamTest {
  private static final String ACCEPT = "text/event-stream";
  private static final String HEAD =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "Content-Type: text/event-stream",
          "Cache-Control: max-age=60",
          "Transfer-Encoding: chunked",
          "\r\n");
  private static final int EVENTS = 50;

  private final RawOrigin origin = RawOrigin.started();
  private final CopyOnWriteArrayList<Connection> streams = new CopyOnWriteArrayList<>();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "upstreams.default.origins",
          origin.url(),
          "http.idle-timeout",
          "1s",
          "fetch.first-byte-timeout",
          "1s",
          "fetch.total-timeout",
          "1500ms",
          "http.stream-idle-timeout",
          "4s",
          "shutdown.grace",
          "15s");

  private void start() {
    origin.script(
        (connection, head) -> {
          streams.add(connection);
          connection.send(HEAD);
        });
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  private RawHttp subscribe(int number) {
    var client = gateway.connect().request("GET", "/events", "Accept", ACCEPT);
    Until.met(() -> streams.size() == number);
    return client;
  }

  private static void send(Connection stream, String event) {
    stream.send(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
  }

  /** Reads until this event is there, and returns the time it took. */
  private static long await(RawHttp client, String event) {
    long begin = System.nanoTime();
    var read = new StringBuilder();
    while (read.indexOf(event) < 0) {
      String piece = client.readPiece();
      if (piece.isEmpty()) {
        throw new AssertionError("ended after " + read);
      }
      read.append(piece);
    }
    return System.nanoTime() - begin;
  }

  @Test
  void theHeadComesBeforeTheFirstEventAndEachEventAtOnce() {
    start();
    try (var client = subscribe(1)) {
      assertThat(client.head()).startsWith("HTTP/1.1 200").containsIgnoringCase(ACCEPT);
      for (int i = 0; i < EVENTS; i++) {
        String event = "data: " + i + "\n\n";
        send(streams.get(0), event);
        assertThat(await(client, event)).isLessThan(5_000_000_000L);
      }
    }
  }

  @Test
  void aQuietStreamIsCutByNoneOfTheLimitsOfOrdinaryAnswers() {
    start();
    try (var client = subscribe(1)) {
      client.head();
      long begin = System.nanoTime();
      Until.met(() -> System.nanoTime() - begin > 2_200_000_000L);
      send(streams.get(0), "data: late\n\n");
      await(client, "data: late\n\n");
    }
  }

  @Test
  void butAStreamThatIsSilentForGoodEndsAfterItsOwn() {
    start();
    try (var client = subscribe(1)) {
      client.head();
      long begin = System.nanoTime();
      Until.met(() -> client.readPiece().isEmpty());
      assertThat(System.nanoTime() - begin).isBetween(3_800_000_000L, 9_000_000_000L);
      streams.get(0).awaitClosed();
    }
  }

  @Test
  void twoClientsHaveAStreamEachAlsoIfItSaysThatItMayBeStored() {
    start();
    try (var first = subscribe(1);
        var second = subscribe(2)) {
      first.head();
      second.head();
      send(streams.get(0), "data: for the first\n\n");
      send(streams.get(1), "data: for the second\n\n");
      await(first, "data: for the first\n\n");
      assertThat(second.readPiece()).contains("for the second");
    }
  }

  @Test
  void whoDoesNotSayWhatItAcceptsGetsItsOwnToo() {
    start();
    try (var first = gateway.connect().request("GET", "/events")) {
      assertThat(first.head()).contains("detail=event-stream");
      try (var second = gateway.connect().request("GET", "/events")) {
        assertThat(second.head()).contains("detail=hit-for-miss");
        send(streams.get(0), "data: 1\n\n");
        send(streams.get(1), "data: 2\n\n");
        assertThat(first.readPiece()).contains("data: 1");
        assertThat(second.readPiece()).contains("data: 2");
      }
    }
  }

  @Test
  void anEndedStreamIsNotStored() {
    start();
    for (int i = 0; i < 2; i++) {
      try (var client = subscribe(i + 1)) {
        String head = client.head();
        send(streams.get(i), "data: " + i + "\n\n");
        streams.get(i).send("0\r\n\r\n");
        assertThat(client.responseAfter(head).text()).isEqualTo("data: " + i + "\n\n");
      }
    }
  }

  @Test
  void theOriginHearsOfAClientThatLeavesWithinASecondAlsoInAPause() {
    start();
    for (int i = 0; i < 2; i++) {
      var client = subscribe(i + 1);
      client.head();
      long begin = System.nanoTime();
      if (i == 0) {
        client.close();
      } else {
        client.abort();
      }
      streams.get(i).awaitClosed();
      assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
    }
  }

  @Test
  void afterItsEndTheConnectionHasItsOldLimitAndCarriesRequests() {
    start();
    try (var client = subscribe(1)) {
      String head = client.head();
      streams.get(0).send("0\r\n\r\n");
      client.responseAfter(head);
      client.request("GET", "/events", "Accept", ACCEPT);
      Until.met(() -> streams.size() == 2);
      head = client.head();
      streams.get(1).send("0\r\n\r\n");
      client.responseAfter(head);
      long begin = System.nanoTime();
      client.awaitClosed();
      assertThat(System.nanoTime() - begin).isLessThan(8_000_000_000L);
    }
  }

  @Test
  void theNodesEndDoesNotWaitForIt() {
    start();
    try (var client = subscribe(1)) {
      client.head();
      long begin = System.nanoTime();
      gateway.close();
      assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
      Until.met(() -> client.readPiece().isEmpty());
      streams.get(0).awaitClosed();
    }
  }
}
