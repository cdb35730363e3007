package io.sluice.gateway.fault;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.ReceivedRequest;
import io.sluice.gateway.testing.TestCertificate;
import io.sluice.gateway.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Clients that hold a connection by doing next to nothing with it. */
class SlowClientTest {
  private static final long HEADER_MILLIS = 400;

  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "http.header-timeout",
          HEADER_MILLIS + "ms",
          "http.body-timeout",
          "600ms",
          "rules",
          "[{name: ask, match: {path: /ask, methods: [POST]}, ttl: 1h}]");

  private static void pass(long millis) {
    long start = System.nanoTime();
    Until.met(() -> System.nanoTime() - start > millis * 1_000_000);
  }

  /** Sends a byte now and then until the connection is closed. */
  private static void drip(RawHttp client) {
    Until.met(
        () -> {
          try {
            client.send("a");
            pass(20);
            return false;
          } catch (UncheckedIOException closed) {
            return true;
          }
        });
  }

  private static String metrics() {
    return gateway.admin("GET", "/metrics", "").text();
  }

  @Test
  void aConnectionWithoutARequestIsClosed() {
    try (var client = gateway.connect()) {
      client.awaitClosed();
    }
    assertThat(metrics()).containsPattern("sluice_header_timeout_total [1-9]");
  }

  @Test
  void aFirstHeadThatDripsIsCutOff() {
    try (var client = gateway.connect().send("GET /x HTTP/1.1\r\nX-Slow: ")) {
      drip(client);
    }
  }

  @Test
  void anHttp2PrefaceThatDoesNotEndIsCutOff() {
    try (var client = gateway.connect().send("PRI * HT")) {
      client.awaitClosed();
    }
  }

  @Test
  void aLaterHeadThatDripsIsCutOff() {
    gateway.origin().on("/x", fresh("x"));
    try (var client = gateway.connect()) {
      client.get("/x");
      drip(client.send("GET /x HTTP/1.1\r\nX-Slow: "));
    }
  }

  @Test
  void anIdleConnectionIsKept() {
    gateway.origin().on("/x", fresh("x"));
    try (var client = gateway.connect()) {
      client.get("/x");
      pass(3 * HEADER_MILLIS);
      assertThat(client.get("/x").status()).isEqualTo(200);
    }
  }

  @Test
  void aHeadInTwoPiecesIsServed() {
    gateway.origin().on("/x", fresh("x"));
    try (var client = gateway.connect()) {
      client.get("/x");
      client.send("GET /x HTTP/1.1\r\nHo");
      pass(HEADER_MILLIS / 4);
      client.send("st: a\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(200);
      pass(3 * HEADER_MILLIS);
      assertThat(client.get("/x").status()).isEqualTo(200);
    }
  }

  @Test
  void aSlowAnswerIsAwaited() {
    var gate = new Gate();
    gateway.origin().on("/slow", status(200).waitAt(gate).body("at last"));
    try (var client = gateway.connect().request("GET", "/slow")) {
      pass(3 * HEADER_MILLIS);
      gate.open();
      assertThat(client.response().text()).isEqualTo("at last");
    }
  }

  @Test
  void aBodyThatDripsIsCutOffAndTheOriginToo() {
    gateway.origin().on("/upload", ok("x"));
    try (var client =
        gateway.connect().request("PUT", "/upload", "Content-Length", "100000").send("begin")) {
      var feeder =
          new Thread(
              () -> {
                try {
                  drip(client);
                } catch (AssertionError open) {
                  // The answer will tell.
                }
              });
      feeder.start();
      var refused = client.response();
      assertThat(refused.status()).isEqualTo(408);
      assertThat(refused.field("connection")).isEqualTo("close");
      assertThat(refused.cacheStatus()).contains("detail=request-timeout");
      client.abort();
    }
    Until.met(() -> gateway.origin().last("/upload").state() == ReceivedRequest.Body.ABORTED);
    assertThat(metrics()).containsPattern("sluice_body_timeout_total [1-9]");
  }

  @Test
  void contentOfAQuestionIsNotAwaitedForEverEither() {
    gateway.origin().on("/ask", ok("x"));
    try (var client =
        gateway.connect().request("POST", "/ask", "Content-Length", "100").send("begin")) {
      assertThat(client.response().status()).isEqualTo(408);
      client.awaitClosed();
    }
    assertThat(gateway.origin().count("/ask")).isZero();
  }

  @Test
  void aBodyThatMovesIsTaken() {
    gateway.origin().on("/moving", ok("x"));
    int pieces = 8;
    try (var client =
        gateway.connect().request("PUT", "/moving", "Content-Length", "" + pieces * 1500)) {
      for (int i = 0; i < pieces; i++) {
        client.send("b".repeat(1500));
        pass(200);
      }
      assertThat(client.response().status()).isEqualTo(200);
    }
  }

  @Test
  void norIsABodyThatWasAskedForTakenForAHead() {
    gateway.origin().on("/asked", ok("x"));
    try (var client =
        gateway
            .connect()
            .request("PUT", "/asked", "Transfer-Encoding", "chunked", "Expect", "100-continue")) {
      assertThat(client.head()).startsWith("HTTP/1.1 100 ");
      for (int i = 0; i < 8; i++) {
        client.send("5d");
        pass(HEADER_MILLIS / 8);
        client.send("c\r\n" + "b".repeat(1500) + "\r\n");
        pass(HEADER_MILLIS / 8);
      }
      assertThat(client.send("0\r\n\r\n").response().status()).isEqualTo(200);
    }
  }

  @Test
  void anIdleConnectionGoesAfterItsTimeAndAReaderThatIsSlowDoesNot() {
    try (var idle = GatewayUnderTest.with("http.idle-timeout", "2s").start()) {
      String body = "x".repeat(12_000_000);
      idle.origin().on("/big", fresh(body)).on("/x", fresh("x"));
      try (var reader = RawHttp.connect(idle.port(), 16 * 1024).request("GET", "/big");
          var silent = idle.connect()) {
        silent.get("/x");
        var closed = CompletableFuture.runAsync(silent::awaitClosed);
        long read = 0;
        byte[] buffer = new byte[300_000];
        while (read < body.length()) {
          int piece = reader.input().readNBytes(buffer, 0, buffer.length);
          assertThat(piece).as("of the rest after " + read).isPositive();
          read += piece;
          pass(60);
        }
        assertThat(read).isGreaterThanOrEqualTo(body.length());
        closed.join();
      } catch (IOException cut) {
        throw new UncheckedIOException(cut);
      }
    }
  }

  @Test
  void aHandshakeThatDoesNotComeIsNotAwaited(@TempDir Path directory) {
    TestCertificate.of("localhost").write(directory, "shop");
    try (var tls =
            GatewayUnderTest.with(
                    "http.header-timeout",
                    "400ms",
                    "http.tls.certificate",
                    directory.resolve("shop.pem").toString(),
                    "http.tls.key",
                    directory.resolve("shop.key").toString())
                .start();
        var client = tls.connect()) {
      client.awaitClosed();
    }
  }

  @Test
  void norIsAProxyHeader() {
    try (var proxied =
            GatewayUnderTest.with("http.header-timeout", "400ms", "http.proxy-protocol", "true")
                .start();
        var client = proxied.connect().send("PROXY TCP4")) {
      client.awaitClosed();
    }
  }
}
