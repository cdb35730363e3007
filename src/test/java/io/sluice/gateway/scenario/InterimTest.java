package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InterimTest {
  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with();

  @Test
  void earlyHintsAreForwardedWithAForwardedRequest() {
    gateway
        .origin()
        .on(
            "/hints",
            ok("x")
                .field("Cache-Control", "no-store")
                .interim("HTTP/1.1 103 Early Hints", "Link: </a.css>; rel=preload"));

    var response = gateway.get("/hints", "Cache-Control", "no-store");
    assertThat(response.text()).isEqualTo("x");
    assertThat(response.interims()).hasSize(1);
    assertThat(response.interims().get(0)).contains("103").containsIgnoringCase("link: </a.css>");
  }

  @Test
  void earlyHintsDoNotDisturbASharedFetch() {
    gateway.origin().on("/hints2", fresh("x").interim("HTTP/1.1 103 Early Hints", "Link: </a>"));

    assertThat(gateway.get("/hints2").text()).isEqualTo("x");
    assertThat(gateway.get("/hints2").xCache()).isEqualTo("HIT");
  }

  @Test
  void aContinueThatNobodyAskedForIsNotForwarded() {
    gateway.origin().on("/unasked", ok("done").interim("HTTP/1.1 100 Continue"));

    var response = gateway.post("/unasked", "x");
    assertThat(response.text()).isEqualTo("done");
    assertThat(response.interims()).isEmpty();
  }

  @Test
  void anOldClientGetsNoInterimResponse() {
    gateway.origin().on("/old", ok("x").interim("HTTP/1.1 103 Early Hints", "Link: </a>"));
    try (var client = gateway.connect()) {
      client.send("GET /old HTTP/1.0\r\nHost: a\r\nCache-Control: no-store\r\n\r\n");
      assertThat(client.response().interims()).isEmpty();
    }
  }

  @Test
  void oldClientsGetNoChunks() {
    gateway.origin().on("/10", ok("ab").body("cd").chunked().field("Cache-Control", "no-store"));
    gateway.origin().on("/10c", fresh("ab").body("cd").chunked());
    for (var path : new String[] {"/10", "/10c", "/10c"}) {
      try (var client = gateway.connect()) {
        client.send("GET " + path + " HTTP/1.0\r\nHost: a\r\n\r\n");
        var response = client.response();
        assertThat(response.fields("transfer-encoding")).isEmpty();
        assertThat(response.text()).isEqualTo("abcd");
        client.awaitClosed();
      }
    }
  }

  @Test
  void oldClientsMayKeepTheConnection() {
    gateway.origin().on("/keep", fresh("x"));
    try (var client = gateway.connect()) {
      for (int i = 0; i < 2; i++) {
        client.send("GET /keep HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
        assertThat(client.response().text()).isEqualTo("x");
      }
    }
  }

  @Test
  void anOldClientThatAsksToKeepItIsClosedWhereNothingElseTellsTheEnd() {
    gateway.origin().on("/end", ok("ab").chunked().field("Cache-Control", "no-store"));
    try (var client = gateway.connect()) {
      client.send("GET /end HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
      assertThat(client.response().text()).isEqualTo("ab");
      client.awaitClosed();
    }
  }

  @Test
  void aClientThatSaysCloseIsClosed() {
    gateway.origin().on("/close", fresh("x"));
    for (int i = 0; i < 2; i++) {
      try (var client = gateway.connect()) {
        assertThat(client.get("/close", "Connection", "close").text()).isEqualTo("x");
        client.awaitClosed();
      }
    }
  }

  @Test
  void notModifiedFromTheOriginPassesWithoutBodyOrFraming() {
    gateway.origin().on("/nm", status(304).field("ETag", "\"x\"").field("Content-Length", "99"));
    try (var client = gateway.connect()) {
      var response = client.get("/nm", "If-None-Match", "\"x\"", "Cache-Control", "no-store");
      assertThat(response.status()).isEqualTo(304);
      assertThat(response.fields("transfer-encoding")).isEmpty();
      assertThat(client.get("/none").status()).isEqualTo(404);
    }
  }
}
