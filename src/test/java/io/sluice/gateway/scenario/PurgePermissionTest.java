package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may invalidate on the data port from an address that is not permitted. */
class PurgePermissionTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with("purge.allowed", "192.0.2.0/24", "admin.token", "s3cret");

  @ParameterizedTest
  @ValueSource(strings = {"PURGE", "BAN", "PURGEKEYS", "PURGETAGS"})
  void aStrangerIsRefusedAndTheOriginHearsNothing(String method) {
    gateway.origin().on("/page", fresh("x").field("xkey", "a"));
    gateway.get("/page");
    for (String token : new String[] {"wrong", "", "s3cret2"}) {
      var answer =
          gateway.exchange(
              method, "/page", "xkey-purge", "a", "X-Cache-Tags", "[", "Fastly-Key", token);
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.field("allow")).isNotEmpty().doesNotContain(method);
    }
    assertThat(gateway.get("/page").xCache()).isEqualTo("HIT");
    assertThat(gateway.origin().requests()).noneMatch(r -> r.method().equals(method));
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, Bearer s3cret",
    "Authorization, bearer s3cret",
    "Fastly-Key, s3cret",
    "X-Invalidate-Token, s3cret",
  })
  void aTokenOfTheAdminPortServes(String name, String value) {
    gateway.origin().on("/page", fresh("x").field("xkey", "a"));
    gateway.get("/page");
    var answer = gateway.exchange("PURGE", "/", "xkey", "a", name, value);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text()).doesNotContain("s3cret");
    assertThat(gateway.get("/page").xCache()).isEqualTo("MISS");
  }

  @Test
  void theReceiptNamesTheToken() {
    var answer = gateway.exchange("PURGE", "/x", "X-Invalidate-Token", "s3cret");
    assertThat(new JsonObject(answer.text()).getString("by")).isEqualTo("admin.token");
  }

  /** Or every visitor could purge through a proxy on the same machine. */
  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-For, 127.0.0.1",
    "X-Forwarded-For, 203.0.113.9",
    "X-Real-IP, 203.0.113.9",
    "Forwarded, for=127.0.0.1",
    "Via, 1.1 proxy",
  })
  void whatCameThroughAProxyHasNotTheProxysPermission(String name, String value) {
    try (var open = GatewayUnderTest.with().start()) {
      assertThat(open.exchange("PURGE", "/x").status()).isEqualTo(200);
      assertThat(open.exchange("PURGE", "/x", name, value).status()).isEqualTo(405);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 200",
    "'203.0.113.9, 192.0.2.7', 200",
    "'192.0.2.7, 203.0.113.9', 405",
    "203.0.113.9, 405",
    "nonsense, 405",
  })
  void whomATrustedProxyNamesCounts(String clients, int status) {
    try (var open =
        GatewayUnderTest.with(
                "purge.allowed", "192.0.2.0/24,127.0.0.1", "http.trusted-proxies", "127.0.0.1")
            .start()) {
      assertThat(open.exchange("PURGE", "/x", "X-Forwarded-For", clients).status())
          .isEqualTo(status);
    }
  }

  /** One of them the proxy has passed on as it came. */
  @ParameterizedTest
  @CsvSource({"x-forwarded", "forwarded"})
  void twoFieldsThatNameTheClientNameNobody(String setting) {
    try (var open =
        GatewayUnderTest.with(
                "purge.allowed",
                "192.0.2.0/24,127.0.0.1",
                "http.trusted-proxies",
                "127.0.0.1",
                "http.forwarded",
                setting)
            .start()) {
      var answer =
          open.exchange(
              "PURGE", "/x", "X-Forwarded-For", "192.0.2.7", "Forwarded", "for=192.0.2.7");
      assertThat(answer.status()).isEqualTo(405);
    }
  }
}
