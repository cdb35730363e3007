package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.Until;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StreamingTest {
  private static final int PIECE = 64 * 1024;

  @RegisterExtension
  static final GatewayUnderTest gateway = GatewayUnderTest.with("cache.max-object-bytes", "1MiB");

  private static OriginAnswer large(int pieces) {
    var answer = status(200).field("Cache-Control", "max-age=60");
    for (int i = 0; i < pieces; i++) {
      answer = answer.body("x".repeat(PIECE));
    }
    return answer;
  }

  @Test
  void bytesReachTheClientBeforeTheBodyIsWhole() {
    var gate = new Gate();
    gateway.origin().on("/stream", fresh("first").waitAt(gate).body("second").chunked());

    try (var client = gateway.connect()) {
      client.request("GET", "/stream");
      client.head();
      assertThat(client.readPiece()).contains("first");
      gate.open();
      Until.met(() -> client.readPiece().contains("second"));
    }
  }

  @Test
  void aBodyThatBreaksOffIsSeenBrokenByAllAndNotStored() {
    var gate = new Gate();
    gateway
        .origin()
        .on("/broken", fresh("first").chunked().waitAt(gate).breakOff(), fresh("whole"));

    try (var leader = gateway.connect();
        var joiner = gateway.connect()) {
      leader.request("GET", "/broken");
      gate.awaitReached();
      joiner.request("GET", "/broken");
      String head = joiner.head();
      gate.open();
      assertThat(leader.response().complete()).isFalse();
      assertThat(joiner.responseAfter(head).complete()).isFalse();
    }
    assertThat(gateway.get("/broken").text()).isEqualTo("whole");
  }

  @Test
  void fewerBytesThanContentLengthAreABreakToo() {
    gateway
        .origin()
        .on("/short", fresh("only").field("Content-Length", "10").breakOff(), fresh("whole"));

    try (var client = gateway.connect()) {
      var response = client.get("/short");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.complete()).isFalse();
    }
    assertThat(gateway.get("/short").text()).isEqualTo("whole");
  }

  @Test
  void bytesBeyondContentLengthAreNoAnswerToAnybody() {
    gateway
        .origin()
        .on(
            "/long",
            fresh("goodHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad")
                .field("Content-Length", "4"));
    gateway.origin().on("/next", fresh("next"));

    gateway.mayLog("no request in progress");
    assertThat(gateway.get("/long").text()).isEqualTo("good");
    for (int i = 0; i < 4; i++) {
      try (var client = gateway.connect()) {
        assertThat(client.get("/next?" + i).text()).isEqualTo("next");
      }
    }
  }

  @Test
  void aBodyBeyondTheLimitStreamsThroughAndIsNotStored() {
    gateway.origin().on("/large", large(32).chunked());

    assertThat(gateway.get("/large").text()).hasSize(32 * PIECE);
    var second = gateway.get("/large");
    assertThat(second.text()).hasSize(32 * PIECE);
    assertThat(second.xCache()).isEqualTo("MISS");
    assertThat(gateway.origin().count("/large")).isEqualTo(2);
  }

  @Test
  void aDeclaredLengthBeyondTheLimitIsKnownAtOnce() {
    gateway.origin().on("/declared", large(32));

    var response = gateway.get("/declared");
    assertThat(response.text()).hasSize(32 * PIECE);
    assertThat(response.cacheStatus()).isEqualTo("sluice; fwd=uri-miss; detail=too-large");
    assertThat(gateway.get("/declared").cacheStatus())
        .isEqualTo("sluice; fwd=uri-miss; detail=hit-for-miss");
  }

  @Test
  void aSlowReaderSlowsNobodyWhoSharesTheFetch() {
    gateway.origin().on("/shared", large(12));

    try (var slow = RawHttp.connect(gateway.port(), 4096);
        var quick = gateway.connect()) {
      slow.request("GET", "/shared");
      gateway.origin().awaitCount("/shared", 1);
      quick.request("GET", "/shared");
      assertThat(quick.response().text()).hasSize(12 * PIECE);
      assertThat(slow.response().text()).hasSize(12 * PIECE);
    }
    assertThat(gateway.origin().count("/shared")).isEqualTo(1);
  }

  @Test
  void aClientThatDoesNotReadHoldsTheOriginBack() {
    var sent = new AtomicLong();
    gateway.origin().on("/held", large(800).field("Cache-Control", "no-store").counting(sent));

    try (var client = RawHttp.connect(gateway.port(), 64 * 1024)) {
      client.request("GET", "/held");
      Until.steady(sent::get);
      // Sockets' buffers and the window; far less than the 50 MiB of the whole.
      assertThat(sent.get()).isLessThan(25L * 1024 * 1024);
      assertThat(client.response().text()).hasSize(800 * PIECE);
    }
  }

  @Test
  void aClientThatLeavesInMidBodyEndsAFetchThatIsForItAlone() {
    gateway.origin().on("/alone", large(2000).field("Cache-Control", "no-store"));

    int before = gateway.origin().openConnections();
    var client = RawHttp.connect(gateway.port(), 4096).request("GET", "/alone");
    client.head();
    client.abort();
    Until.met(() -> gateway.origin().openConnections() <= before);
  }

  @Test
  void aClientThatLeavesBeforeTheHeadEndsItToo() {
    gateway.origin().on("/post", status(200).hang());

    int before = gateway.origin().openConnections();
    var client = gateway.connect().requestWithBody("POST", "/post", "data");
    gateway.origin().awaitCount("/post", 1);
    client.abort();
    Until.met(() -> gateway.origin().openConnections() <= before);
  }

  @Test
  void trailersArePassedOn() {
    gateway
        .origin()
        .on("/trailers", ok("x").field("Cache-Control", "no-store").trailer("X-Sum", "42"));

    assertThat(gateway.get("/trailers", "TE", "trailers").trailers()).contains("42");
  }

  @Test
  void headAndBodylessAnswersLeaveTheOriginsConnectionOpen() {
    gateway
        .origin()
        .on("/bodyless", request -> request.method().equals("HEAD") ? ok("12345") : status(204));

    for (int i = 0; i < 3; i++) {
      assertThat(gateway.exchange("HEAD", "/bodyless").status()).isEqualTo(200);
      assertThat(gateway.exchange("OPTIONS", "/bodyless").status()).isEqualTo(204);
    }
    assertThat(gateway.origin().requests("/bodyless"))
        .extracting(request -> request.connection())
        .containsOnly(gateway.origin().last("/bodyless").connection());
  }
}
