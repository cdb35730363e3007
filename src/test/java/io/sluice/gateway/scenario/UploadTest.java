package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.ReceivedRequest.Body;
import io.sluice.gateway.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UploadTest {
  private static final String HEAD = "POST %s HTTP/1.1\r\nHost: shop.example\r\n";

  @RegisterExtension
  static final GatewayUnderTest gateway = GatewayUnderTest.with("http.max-body-bytes", "100KiB");

  @Test
  void aBodyArrivesWithItsLength() {
    gateway.origin().on("/up", ok("done"));

    assertThat(gateway.post("/up", "0123456789").text()).isEqualTo("done");
    var received = gateway.origin().last("/up");
    assertThat(received.body()).isEqualTo("0123456789");
    assertThat(received.fields("content-length")).containsExactly("10");
    assertThat(received.fields("transfer-encoding")).isEmpty();
  }

  @Test
  void aBodyStreamsToTheOriginBeforeItIsWhole() {
    gateway.origin().on("/chunked", ok("done"));
    try (var client = gateway.connect()) {
      client.send(HEAD.formatted("/chunked") + "Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
      gateway.origin().awaitCount("/chunked", 1);
      var received = gateway.origin().last("/chunked");
      Until.met(() -> received.body().equals("first"));
      client.send("6\r\nsecond\r\n0\r\n\r\n");
      assertThat(client.response().text()).isEqualTo("done");
      assertThat(received.body()).isEqualTo("firstsecond");
      assertThat(received.state()).isEqualTo(Body.COMPLETE);
    }
  }

  @Test
  void bodiesUpToTheLimitPassWhole() {
    gateway.origin().on("/limit", ok("done"));
    var body = "y".repeat(100 * 1024);

    assertThat(gateway.post("/limit", body).status()).isEqualTo(200);
    assertThat(gateway.origin().last("/limit").body()).isEqualTo(body);
    assertThat(gateway.get("/limit").status()).isEqualTo(200);
  }

  @Test
  void aDeclaredLengthBeyondTheLimitIs413WithoutTheOrigin() {
    gateway.origin().on("/over", ok("done"));
    try (var client = gateway.connect()) {
      client.send(HEAD.formatted("/over") + "Content-Length: 102401\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(413);
      client.awaitClosed();
    }
    assertThat(gateway.origin().count("/over")).isZero();
  }

  @Test
  void aChunkedBodyBeyondTheLimitIs413AndTheOriginSeesItAborted() {
    gateway.origin().on("/flood", ok("done"));
    try (var client = gateway.connect()) {
      client.send(HEAD.formatted("/flood") + "Transfer-Encoding: chunked\r\n\r\n");
      var chunk = "2800\r\n" + "z".repeat(0x2800) + "\r\n";
      client.send(chunk);
      // Or the limit may be met before the origin is, which then hears nothing.
      gateway.origin().awaitCount("/flood", 1);
      client.send(chunk.repeat(10));
      assertThat(client.response().status()).isEqualTo(413);
    }
    var received = gateway.origin().last("/flood");
    Until.met(() -> received.state() == Body.ABORTED);
  }

  @Test
  void aClientThatLeavesInMidUploadAbortsIt() {
    gateway.origin().on("/gone", ok("done"));
    var client = gateway.connect();
    client.send(HEAD.formatted("/gone") + "Content-Length: 100\r\n\r\nhalf");
    gateway.origin().awaitCount("/gone", 1);
    client.close();
    var received = gateway.origin().last("/gone");
    Until.met(() -> received.state() == Body.ABORTED);
  }

  @Test
  void anAnswerBeforeTheBodysEndReachesTheClient() {
    gateway.origin().on("/early", status(403).body("no").early().field("Connection", "close"));
    try (var client = gateway.connect()) {
      client.send(HEAD.formatted("/early") + "Content-Length: 100\r\n\r\nhalf");
      RawResponse response = client.response();
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.text()).isEqualTo("no");
    }
  }

  @Test
  void expectContinueIsAskedOfTheOrigin() {
    gateway.origin().on("/expect", ok("done").interim("HTTP/1.1 100 Continue"));
    try (var client = gateway.connect()) {
      client.send(HEAD.formatted("/expect") + "Content-Length: 4\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 100 ");
      client.send("data");
      assertThat(client.response().text()).isEqualTo("done");
    }
    assertThat(gateway.origin().last("/expect").body()).isEqualTo("data");
  }

  @Test
  void aFinalAnswerInsteadOfContinueIsPassedOnAndEndsTheConnection() {
    gateway.origin().on("/refused", status(401).body("who?").early());
    try (var client = gateway.connect()) {
      client.send(HEAD.formatted("/refused") + "Content-Length: 4\r\nExpect: 100-continue\r\n\r\n");
      var response = client.response();
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.text()).isEqualTo("who?");
      assertThat(response.interims()).isEmpty();
      // Whether the body still comes is the client's choice: nothing can follow on this connection.
      assertThat(response.field("connection")).isEqualTo("close");
      client.awaitClosed();
    }
  }

  @Test
  void anOriginThatIgnoresExpectGetsTheBodyAnyway() {
    gateway.origin().on("/ignores", ok("done"));
    try (var client = gateway.connect()) {
      client.send(
          HEAD.formatted("/ignores") + "Content-Length: 4\r\nExpect: 100-continue\r\n\r\ndata");
      assertThat(client.response().text()).isEqualTo("done");
    }
  }

  @Test
  void aGetWithABodyIsForwardedAndNeverStored() {
    gateway.origin().on("/fat", fresh("poisoned"), fresh("clean"));
    try (var client = gateway.connect()) {
      assertThat(client.requestWithBody("GET", "/fat", "evil").response().cacheStatus())
          .isEqualTo("sluice; fwd=bypass");
      assertThat(client.get("/fat").text()).isEqualTo("clean");
      assertThat(client.get("/fat").xCache()).isEqualTo("HIT");
    }
  }

  @Test
  void manyUploadsOnOneConnectionKeepTheirBodiesApart() {
    gateway.origin().on("/echo", request -> ok(request.method()));
    try (var client = gateway.connect()) {
      for (int i = 0; i < 20; i++) {
        client.requestWithBody("POST", "/echo", "body-" + i);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(client.response().text()).isEqualTo("POST");
      }
    }
    assertThat(gateway.origin().requests("/echo"))
        .extracting(request -> request.body())
        .containsExactly(
            java.util.stream.IntStream.range(0, 20)
                .mapToObj(i -> "body-" + i)
                .toArray(String[]::new));
  }
}
