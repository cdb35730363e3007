package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterimResponseTest {
  private static final String[] HINTS = {"HTTP/1.1 103 Early Hints", "Link: </a.css>"};

  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with();

  private static List<String> lines(RawResponse response) {
    return response.interims().stream().map(head -> head.split("\r\n", 2)[0]).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"102 Processing", "103 Early Hints", "104 Upload", "199 Whatever"})
  void everyInterimResponseReachesTheClient(String status) {
    String path = "/one" + status.substring(0, 3);
    gateway
        .origin()
        .on(path, fresh("done").interim("HTTP/1.1 " + status, "Link: </a.css>", "X-Hint: 1"));

    var miss = gateway.get(path);
    assertThat(miss.status()).isEqualTo(200);
    assertThat(miss.text()).isEqualTo("done");
    assertThat(miss.interims()).hasSize(1);
    assertThat(miss.interims().get(0))
        .startsWith("HTTP/1.1 " + status.substring(0, 3) + " ")
        .containsIgnoringCase("link: </a.css>")
        .containsIgnoringCase("x-hint: 1")
        .doesNotContain(":status");
    assertThat(miss.field("link")).isNull();

    var hit = gateway.get(path);
    assertThat(hit.xCache()).isEqualTo("HIT");
    assertThat(hit.interims()).isEmpty();
    assertThat(hit.field("link")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "HEAD"})
  void severalInRowAllPassInOrder(String method) {
    gateway
        .origin()
        .on(
            "/row",
            ok("done")
                .field("Cache-Control", "no-store")
                .interim("HTTP/1.1 102 Processing")
                .interim(HINTS)
                .interim("HTTP/1.1 102 Processing", "X-N: 2")
                .interim("HTTP/1.1 110 Strange"));

    var response = gateway.exchange(method, "/row");
    assertThat(response.status()).isEqualTo(200);
    assertThat(lines(response))
        .extracting(line -> line.substring(9, 12))
        .containsExactly("102", "103", "102", "110");
  }

  @Test
  void aClientOfHttp10GetsNone() {
    gateway.origin().on("/old", ok("done").interim(HINTS).interim("HTTP/1.1 102 Processing"));

    try (var old = gateway.connect()) {
      old.send("GET /old HTTP/1.0\r\nHost: a\r\n\r\n");
      assertThat(old.head()).startsWith("HTTP/1.0 200 ");
    }
  }

  @Test
  void fieldsOfOneHopAndCookiesStayBehind() {
    gateway
        .origin()
        .on(
            "/hop",
            ok("done")
                .interim(
                    "HTTP/1.1 103 Early Hints",
                    "Connection: X-Private",
                    "X-Private: 1",
                    "Set-Cookie: a=b",
                    "Content-Length: 9",
                    "Link: </a.css>"));

    var response = gateway.get("/hop");
    assertThat(response.text()).isEqualTo("done");
    assertThat(response.interims()).containsExactly("HTTP/1.1 103 Early Hints\r\nlink: </a.css>");
  }

  @ParameterizedTest
  @ValueSource(strings = {":status: 102", ": 102", ":status : 102"})
  void noOriginCanGiveAHintAnotherStatus(String field) {
    String path = "/spoof" + field.length();
    gateway.origin().on(path, ok("done").interim("HTTP/1.1 103 Early Hints", field));

    var response = gateway.get(path);
    assertThat(lines(response)).noneMatch(line -> line.contains(" 102 "));
    assertThat(response.head()).doesNotContain(":status");
  }

  @Test
  void nobodySwitchesProtocolsUnasked() {
    gateway
        .origin()
        .on(
            "/switch",
            ok("done").interim("HTTP/1.1 101 Switching", "Upgrade: x", "Connection: upgrade"));

    var response = gateway.get("/switch");
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.interims()).isEmpty();
  }

  @Test
  void aClientOfHttp2GetsEarlyHints() throws Exception {
    gateway.origin().on("/h2", ok("done").interim("HTTP/1.1 102 Processing").interim(HINTS));
    var vertx = Vertx.vertx();
    try {
      var hints = new ArrayList<String>();
      // Held to the end: a client that nobody holds is closed.
      var client =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setHttp2ClearTextUpgrade(false));
      var body =
          client
              .request(HttpMethod.GET, gateway.port(), "127.0.0.1", "/h2")
              .compose(
                  request ->
                      request
                          .earlyHintsHandler(fields -> hints.add(fields.get("link")))
                          .send()
                          .compose(HttpClientResponse::body))
              .toCompletionStage()
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      assertThat(body.toString()).isEqualTo("done");
      assertThat(hints).containsExactly("</a.css>");
      client.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }
}
