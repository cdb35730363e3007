package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.LogLines;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who asked for what on the admin port, and what came of it. */
class AuditTest {
  private final LogLines log = new LogLines();

  @RegisterExtension
  final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "admin.tokens", "[{token: s3cr3t, scopes: [admin]}, {token: l00k, scopes: [read]}]");

  @AfterEach
  void tellsNoToken() {
    assertThat(lines()).noneMatch(line -> line.contains("s3cr3t") || line.contains("l00k"));
    log.close();
  }

  private List<String> lines() {
    return log.of("io.sluice.gateway.audit");
  }

  private RawResponse ask(String method, String target, String body) {
    return gateway.admin(method, target, body, "Authorization", "Bearer s3cr3t");
  }

  private String line(int index) {
    Until.met(() -> lines().size() > index);
    return lines().get(index);
  }

  @Test
  void anInvalidationIsToldByItsReceiptWhichHasALineOfItsOwn() {
    var answer = ask("POST", "/cache/invalidations", "{\"tags\":[\"product:1\"]}");
    var id = new JsonObject(answer.text()).getString("id");

    assertThat(line(0))
        .isEqualTo(
            "Call \"POST /cache/invalidations\" status=200 by=\"admin.tokens[0]\" from=127.0.0.1"
                + " receipt=\""
                + id
                + "\"");
    assertThat(log.of("io.sluice.gateway.invalidation"))
        .anyMatch(told -> told.contains(id) && told.contains("product:1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PUT|/cache/mode|{\"mode\":\"on\"}|200|asked=\"mode=on\"",
        "POST|/cache/warm|{\"urls\":[\"http://a/1\"],\"sitemap\":\"http://a/s\"}|202"
            + "|asked=\"urls=1 sitemap=http://a/s\"",
        "POST|/config/reload|{}|200|asked=\"The configuration is unchanged\"",
        "DELETE|/cache/warm/none|{}|404|by=\"admin.tokens[0]\"",
        "POST|/cache/invalidations|{\"tag\":\"a\"}|400|asked=\"{'tag':'a'}\"",
        "POST|/zones/x/purge_cache|{\"tags\":[\"a\"]}|200|receipt=",
      })
  void everyChangeIsTold(String method, String target, String body, int status, String says) {
    assertThat(ask(method, target, body).status()).isEqualTo(status);

    assertThat(line(0))
        .startsWith("Call \"" + method + " " + target + "\" status=" + status)
        .contains(says);
  }

  @Test
  void whatIsOnlyReadIsNotTold() {
    ask("GET", "/cache/stats", "");
    ask("POST", "/cache/lookup", "{\"urls\":[\"http://a/\"]}");
    ask("POST", "/cache/nothing", "");
    ask("PATCH", "/cache/mode", "");
    ask("PUT", "/cache/mode", "{\"mode\":\"on\"}");

    assertThat(line(0)).contains("PUT /cache/mode");
    assertThat(lines()).hasSize(1);
  }

  @Test
  void whoMayNotIsToldByNameIfThereIsOne() {
    var body = "{\"mode\":\"bypass\"}";
    gateway.admin("PUT", "/cache/mode", body, "Authorization", "Bearer l00k");
    assertThat(line(0)).contains("status=403 by=\"admin.tokens[1]\" from=127.0.0.1");
    gateway.admin("PUT", "/cache/mode", body);
    assertThat(line(1)).contains("status=401 by=- from=127.0.0.1");
    gateway.admin("PUT", "/cache/mode", body, "Origin", "http://evil.example");
    assertThat(line(2)).contains("status=403 by=- from=127.0.0.1");
  }

  @Test
  void whatAStrangerWritesMakesNoLineOfItsOwn() {
    ask("POST", "/cache/invalidations", "{\"tags\":\n\u001b[2J" + "x".repeat(5000));

    assertThat(line(0)).contains("asked=\"{'tags':??[2Jxxx").hasSizeLessThan(500);
    assertThat(line(0).chars()).allMatch(c -> c >= ' ');
  }

  @Test
  void strangersGetFewLines() {
    for (int i = 0; i < 100; i++) {
      gateway.admin("DELETE", "/cache/redis", "");
    }
    ask("PUT", "/cache/mode", "{\"mode\":\"on\"}");
    Until.met(() -> lines().stream().anyMatch(line -> line.contains("untold=")));
    assertThat(lines()).hasSizeBetween(20, 60);
  }
}
