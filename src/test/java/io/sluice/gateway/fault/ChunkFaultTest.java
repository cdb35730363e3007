package io.sluice.gateway.fault;

import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.ReceivedRequest.Body;
import io.sluice.gateway.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In the bodies, {@code |} stands for CRLF. */
class ChunkFaultTest {
  private static final String HEAD =
      "POST /chunks HTTP/1.1|Host: a|Transfer-Encoding: chunked||5|first|";

  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with();

  private static String bytes(String request) {
    return request.replace("|", "\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz|wrong|0||",
        "-5|wrong|0||",
        "|wrong|0||",
        "5|toolong|0||",
        "ffffffffffffffff1|x|0||",
        "0x5|wrong|0||",
        "5\nwrong|0||",
      })
  void theOriginNeverTakesAPartForTheWhole(String rest) {
    gateway.origin().on("/chunks", ok("done"));
    int before = gateway.origin().count("/chunks");
    try (var client = gateway.connect()) {
      client.send(bytes(HEAD));
      gateway.origin().awaitCount("/chunks", before + 1);
      var received = gateway.origin().last("/chunks");
      Until.met(() -> received.body().equals("first"));
      client.send(bytes(rest + "GET /smuggled HTTP/1.1|Host: a||"));
      client.awaitClosed();
      Until.met(() -> received.state() != Body.ARRIVING);
      assertThat(received.state()).as(received.body()).isEqualTo(Body.ABORTED);
    }
    assertThat(gateway.origin().count("/smuggled")).isZero();
  }

  @Test
  void aBodyCutOffByTheClientIsCutOffForTheOrigin() {
    gateway.origin().on("/chunks", ok("done"));
    try (var client = gateway.connect()) {
      int before = gateway.origin().count("/chunks");
      client.send(bytes(HEAD));
      gateway.origin().awaitCount("/chunks", before + 1);
      client.closeOutput();
      var received = gateway.origin().last("/chunks");
      Until.met(() -> received.state() == Body.ABORTED);
    }
  }

  @Test
  void chunkExtensionsAndTrailersDoNotReachTheOriginAsBody() {
    gateway.origin().on("/ext", ok("done"));
    try (var client = gateway.connect()) {
      client.send(
          bytes(
              "POST /ext HTTP/1.1|Host: a|Transfer-Encoding: chunked||"
                  + "5;a=\"b\"|first|0|Content-Length: 99|X-T: 1||"));
      assertThat(client.response().text()).isEqualTo("done");
      assertThat(client.get("/none").status()).isEqualTo(404);
    }
    var received = gateway.origin().last("/ext");
    assertThat(received.body()).isEqualTo("first");
    assertThat(received.fields("content-length")).isEmpty();
  }
}
