package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin port without a token, and web pages in the browser of somebody who reaches it. */
class AdminAccessTest {
  private static final String ALL = "{\"all\":true}";

  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with();

  private static RawResponse ask(String method, String target, String body, String... fields) {
    try (var admin = RawHttp.connect(gateway.adminPort())) {
      return admin.requestWithBody(method, target, body, fields).response();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, https://evil.example",
    "Origin, http://localhost:3000",
    "Origin, null",
    "Sec-Fetch-Site, cross-site",
  })
  void anotherSitesPageGivesNoOrders(String name, String value) {
    gateway.origin().on("/kept", fresh("kept"));
    gateway.get("/kept");

    var refused = ask("POST", "/cache/invalidations", ALL, name, value);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.field("content-type")).isEqualTo("application/problem+json");
    assertThat(ask("PUT", "/cache/mode", "{\"mode\":\"bypass\"}", name, value).status())
        .isEqualTo(403);
    assertThat(gateway.get("/kept").xCache()).isEqualTo("HIT");
  }

  @Test
  void itsOwnPageDoes() {
    String origin = "http://127.0.0.1:" + gateway.adminPort();
    assertThat(
            ask(
                    "POST",
                    "/cache/invalidations",
                    ALL,
                    "Host",
                    "127.0.0.1:" + gateway.adminPort(),
                    "Origin",
                    origin,
                    "Sec-Fetch-Site",
                    "same-origin")
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:9090", "127.0.0.1.evil.example", "10.0.0.1"})
  void aNameThatIsNotItsOwnIsTakenForRebound(String host) {
    var refused = ask("GET", "/cache/stats", "", "Host", host);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.field("content-type")).isEqualTo("application/problem+json");
    assertThat(ask("POST", "/cache/invalidations", ALL, "Host", host).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:9090", "127.0.0.1", "127.1.2.3:80", "[::1]:9090"})
  void loopbackNamesAreItsOwn(String host) {
    assertThat(ask("GET", "/cache/stats", "", "Host", host).status()).isEqualTo(200);
  }

  @Test
  void whereATokenIsNeededTheNameDoesNotMatterButTheSiteDoes() {
    try (var guarded = GatewayUnderTest.with("admin.token", "secret").start();
        var admin = RawHttp.connect(guarded.adminPort())) {
      String[] good = {"Host", "cache.example", "Authorization", "Bearer secret"};
      assertThat(admin.get("/cache/stats", good).status()).isEqualTo(200);
      assertThat(
              admin
                  .requestWithBody(
                      "POST",
                      "/cache/invalidations",
                      ALL,
                      "Host",
                      "cache.example",
                      "Authorization",
                      "Bearer secret",
                      "Origin",
                      "https://evil.example")
                  .response()
                  .status())
          .isEqualTo(403);
    }
  }

  @Test
  void probesAreAnsweredUnderAnyName() {
    assertThat(ask("GET", "/health/live", "", "Host", "pod.example").status()).isEqualTo(200);
  }
}
