package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The dashboard's files as a browser gets them; what it does with them is shown in {@code browser}.
 */
class DashboardTest {
  private static final Path FILES = Path.of("src/main/resources/io/sluice/gateway/dashboard");

  @RegisterExtension
  static final GatewayUnderTest gateway = GatewayUnderTest.with("admin.token", "a-secret");

  private static RawResponse get(String target, String... fields) {
    try (var admin = RawHttp.connect(gateway.adminPort())) {
      return admin.get(target, fields);
    }
  }

  private static String directory() {
    var link = Pattern.compile("dashboard/\\w+").matcher(get("/").text());
    assertThat(link.find()).isTrue();
    return "/" + link.group();
  }

  @Test
  void thePageNeedsNoTokenAndItsFiguresDo() {
    var page = get("/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.field("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.text()).startsWith("<!doctype html>").doesNotContain("{files}");
    assertThat(get("/cache/live").status()).isEqualTo(401);
  }

  @Test
  void itMayLoadNothingFromElsewhereAndBeFramedByNobody() {
    for (var target : List.of("/", directory() + "/main.js")) {
      var answer = get(target);
      assertThat(answer.field("content-security-policy"))
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe", "http:", "https:", "*");
      assertThat(answer.field("x-content-type-options")).isEqualTo("nosniff");
      assertThat(answer.field("referrer-policy")).isEqualTo("no-referrer");
    }
  }

  /** Inline, they would be refused by the policy. */
  @Test
  void thePageHasNoInlineScriptAndNoStyle() {
    assertThat(get("/").text())
        .doesNotContainPattern("<script(?![^>]*src=)")
        .doesNotContain("<style", " style=", "javascript:")
        .doesNotContainPattern("\\son\\w+=");
  }

  @Test
  void everyFileIsServedForEverUnderTheNameOfItsContent() throws IOException {
    try (var files = Files.list(FILES)) {
      for (var file : files.filter(f -> !f.endsWith("index.html")).toList()) {
        var answer = get(directory() + "/" + file.getFileName());
        assertThat(answer.status()).as(file.toString()).isEqualTo(200);
        assertThat(answer.text().length()).isEqualTo((int) Files.size(file));
        assertThat(answer.field("cache-control")).isEqualTo("public, max-age=31536000, immutable");
      }
    }
    assertThat(get(directory() + "/chart.umd.min.js").text()).contains("Chart.js");
    assertThat(get("/").field("cache-control")).isEqualTo("no-cache");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/main.js"})
  void whatABrowserHasIsNotSentAgain(String name) {
    String target = name.equals("/") ? name : directory() + name;
    var etag = Objects.requireNonNull(get(target).field("etag"));
    var again = get(target, "If-None-Match", etag);
    assertThat(again.status()).isEqualTo(304);
    assertThat(get(target, "If-None-Match", "\"other\"").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dashboard/0000000000000000/main.js",
        "{}/index.html",
        "{}/missing.js",
        "{}/..%2Findex.html",
        "{}/%2e%2e/%2e%2e/logback.xml",
        "{}/chart.js"
      })
  void nothingElseIsServed(String target) {
    assertThat(get(target.replace("{}", directory())).status()).isIn(400, 404);
  }

  @Test
  void withoutATokenAnotherNameIsTakenForRebound() {
    try (var open = GatewayUnderTest.with().start();
        var admin = RawHttp.connect(open.adminPort())) {
      assertThat(admin.get("/", "Host", "evil.example").status()).isEqualTo(403);
      assertThat(admin.get("/").status()).isEqualTo(200);
    }
  }
}
