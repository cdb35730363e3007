package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may invalidate, and what can be read of it afterwards. */
class ReceiptsTest {
  private GatewayUnderTest gateway;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("ci"), "purge-secret");
    Files.writeString(directory.resolve("wall"), "read-secret");
    gateway =
        GatewayUnderTest.with(
                "admin.token",
                "admin-secret",
                "admin.tokens",
                "[{token-file: %s, scopes: [purge]}, {token-file: %s, scopes: [read]}]"
                    .formatted(directory.resolve("ci"), directory.resolve("wall")))
            .start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private RawResponse ask(String method, String target, String body, String token) {
    try (var admin = RawHttp.connect(gateway.adminPort())) {
      return token.isEmpty()
          ? admin.requestWithBody(method, target, body).response()
          : admin
              .requestWithBody(method, target, body, "Authorization", "Bearer " + token)
              .response();
    }
  }

  private JsonObject purge(String tag) {
    var answer =
        ask("POST", "/cache/invalidations", "{\"tags\":[\"%s\"]}".formatted(tag), "purge-secret");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return new JsonObject(answer.text());
  }

  private List<String> listed(String query) {
    var answer = ask("GET", "/cache/invalidations" + query, "", "read-secret");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return new JsonObject(answer.text())
        .getJsonArray("invalidations").stream()
            .map(receipt -> ((JsonObject) receipt).getString("id"))
            .toList();
  }

  @Test
  void aTokenPermitsItsScopesAlone() {
    var order = "{\"tags\":[\"x\"]}";
    assertThat(ask("POST", "/cache/invalidations", order, "").status()).isEqualTo(401);
    assertThat(ask("POST", "/cache/invalidations", order, "wrong").status()).isEqualTo(401);
    assertThat(ask("POST", "/cache/invalidations", order, "read-secret").status()).isEqualTo(403);
    assertThat(ask("GET", "/cache/invalidations", "", "purge-secret").status()).isEqualTo(403);
    assertThat(ask("GET", "/cache/entries", "", "purge-secret").status()).isEqualTo(403);
    assertThat(listed("")).isEmpty();

    var dryRun = "{\"tags\":[\"x\"],\"dryRun\":true}";
    assertThat(ask("POST", "/cache/invalidations", dryRun, "read-secret").status()).isEqualTo(403);
    assertThat(ask("POST", "/cache/invalidations", dryRun, "purge-secret").status()).isEqualTo(200);
  }

  @Test
  void aReceiptNamesTheTokenAndShowsItNowhere() {
    var receipt = purge("x");
    assertThat(receipt.getString("by")).isEqualTo("ci");
    assertThat(receipt.encode()).doesNotContain("secret");
    var byAdmin = ask("POST", "/cache/invalidations", "{\"all\":true}", "admin-secret");
    assertThat(new JsonObject(byAdmin.text()).getString("by")).isEqualTo("admin.token");
  }

  @Test
  void receiptsAreListedOldestFirstAndChosenByTimeAndTag() {
    var first = purge("product:1");
    var second = purge("product:2");
    var third = purge("product:1");

    assertThat(listed("")).containsExactly(id(first), id(second), id(third));
    assertThat(listed("?tag=product:1")).containsExactly(id(first), id(third));
    assertThat(listed("?tag=%20product%3A2%20")).containsExactly(id(second));
    assertThat(listed("?tag=none")).isEmpty();
    assertThat(listed("?since=" + first.getString("submitted"))).hasSize(3);
    assertThat(listed("?since=" + Instant.now().plusSeconds(5))).isEmpty();
    var single = ask("GET", "/cache/invalidations/" + id(second), "", "read-secret");
    assertThat(new JsonObject(single.text())).isEqualTo(second);
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    for (var query : List.of("?since=yesterday", "?since=", "?tag=a,b", "?tag=")) {
      var answer = ask("GET", "/cache/invalidations" + query, "", "read-secret");
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.text()).contains("expected");
    }
    for (var id : List.of("none", "node/0-1", "-", "%00", "a".repeat(2000))) {
      var answer = ask("GET", "/cache/invalidations/" + id, "", "read-secret");
      assertThat(answer.status()).as(id).isEqualTo(404);
    }
    var unreadable = ask("GET", "/cache/invalidations/%ff", "", "read-secret").text();
    assertThat(unreadable.getBytes(StandardCharsets.UTF_8)).isNotEmpty();
  }

  private static String id(JsonObject receipt) {
    return receipt.getString("id");
  }
}
