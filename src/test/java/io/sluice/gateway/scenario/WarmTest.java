package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Warming up on order: {@code /cache/warm}. */
class WarmTest {
  private static final String HOST = "shop.test";

  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "http.hosts", "shop.test,*.shop.test,127.0.0.1",
          "cache.max-object-bytes", "64KiB",
          "rules", "[{match: {path: /never/**}, cache: never}]");

  private static String url(String path) {
    return "https://" + HOST + path;
  }

  private static RawResponse get(String path, String... fields) {
    var all = new ArrayList<>(List.of("Host", HOST));
    all.addAll(List.of(fields));
    return gateway.get(path, all.toArray(String[]::new));
  }

  private static JsonObject urls(String... paths) {
    return new JsonObject()
        .put("urls", new JsonArray(Arrays.stream(paths).map(WarmTest::url).toList()));
  }

  private static RawResponse order(JsonObject order) {
    return gateway.admin("POST", "/cache/warm", order.encode());
  }

  private static String location(JsonObject order) {
    return String.valueOf(order(order).field("location"));
  }

  private static JsonObject shown(String location) {
    return new JsonObject(gateway.admin("GET", location, "").text());
  }

  /** Carries an order out to its end. */
  private static JsonObject warmed(JsonObject order) {
    var begun = order(order);
    assertThat(begun.status()).as(begun.toString()).isEqualTo(202);
    var location = String.valueOf(begun.field("location"));
    Until.met(() -> !shown(location).getString("state").equals("running"));
    return shown(location);
  }

  private static long misses() {
    var stats = new JsonObject(gateway.admin("GET", "/cache/stats", "").text());
    return stats.getJsonObject("memory").getLong("totalMisses");
  }

  private static String sitemap(String... locations) {
    var xml = new StringBuilder("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>");
    for (var location : locations) {
      xml.append("<url><loc>").append(location).append("</loc></url>");
    }
    return xml.append("</urlset>").toString();
  }

  private static JsonObject ofSitemap(String path) {
    return new JsonObject().put("sitemap", url(path));
  }

  @Test
  void whatWasFetchedAheadIsAHit() {
    gateway.origin().on("/w1", fresh("one")).on("/w2", fresh("two"));
    var done = warmed(urls("/w1", "/w2"));
    assertThat(done.getString("state")).isEqualTo("done");
    assertThat(done.getLong("total")).isEqualTo(2);
    assertThat(done.getLong("done")).isEqualTo(2);
    assertThat(done.getLong("stored")).isEqualTo(2);
    assertThat(done.getLong("bytes")).isEqualTo(6);
    assertThat(get("/w1").xCache()).isEqualTo("HIT");
    assertThat(get("/w2").text()).isEqualTo("two");
    assertThat(gateway.origin().count("/w1")).isEqualTo(1);
    assertThat(warmed(urls("/w1", "/w2")).getLong("hits")).isEqualTo(2);
    assertThat(shown("/cache/warm").getJsonArray("warmups").size()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void whatMustNotBeStoredIsNot() {
    gateway.origin().on("/private", ok("x").field("Cache-Control", "private"));
    gateway.origin().on("/large", fresh("x".repeat(100_000)));
    gateway.origin().on("/endless", fresh("x".repeat(100_000)).chunked().hang());
    var done = warmed(urls("/private", "/large", "/endless", "/never/x"));
    assertThat(done.getLong("notStored")).as(done.encode()).isEqualTo(4);
    assertThat(get("/private").xCache()).isEqualTo("MISS");
    assertThat(gateway.origin().count("/never/x")).isZero();
  }

  @Test
  void whatFailsIsCountedAndToldAndTheRestGoesOn() {
    gateway.origin().on("/f1", status(500)).on("/f3", fresh("good"));
    gateway
        .origin()
        .on("/f2", status(200).field("Cache-Control", "max-age=60").chunked().body("x").breakOff());
    var done = warmed(urls("/f1", "/f2", "/gone", "/f3"));
    assertThat(done.getLong("failed")).as(done.encode()).isEqualTo(3);
    assertThat(done.getLong("stored")).isEqualTo(1);
    assertThat(done.getJsonArray("errors").encode()).contains("/f1: the origin says 500", "404");
  }

  @Test
  void theFieldsSelectTheVariantAndNobodysCookiesAreSent() {
    gateway
        .origin()
        .on(
            "/v",
            request ->
                fresh(String.valueOf(request.field("Accept-Language")))
                    .field("Vary", "Accept-Language"));
    warmed(urls("/v").put("headers", new JsonObject().put("Accept-Language", "de")));
    assertThat(get("/v", "Accept-Language", "de").xCache()).isEqualTo("HIT");
    assertThat(get("/v", "Accept-Language", "fr").xCache()).isEqualTo("MISS");
    var sent = gateway.origin().requests("/v").get(0);
    assertThat(sent.field("Host")).isEqualTo(HOST);
    assertThat(sent.field("X-Forwarded-For")).isEqualTo("unknown");
  }

  @Test
  void aClientWhoComesMeanwhileSharesTheFetch() {
    var gate = new Gate();
    gateway
        .origin()
        .on("/shared", status(200).field("Cache-Control", "max-age=60").waitAt(gate).body("x"));
    var location = location(urls("/shared"));
    gate.awaitReached();
    long before = misses();
    try (var client = gateway.connect()) {
      client.request("GET", "/shared", "Host", HOST);
      Until.met(() -> misses() > before);
      gate.open();
      assertThat(client.response().text()).isEqualTo("x");
    }
    Until.met(() -> shown(location).getString("state").equals("done"));
    assertThat(gateway.origin().count("/shared")).isEqualTo(1);
  }

  @Test
  void noMoreAtOnceThanWanted() {
    var gate = new Gate();
    for (int i = 0; i < 6; i++) {
      gateway
          .origin()
          .on("/c" + i, status(200).field("Cache-Control", "max-age=9").waitAt(gate).body("x"));
    }
    var order = urls("/c0", "/c1", "/c2", "/c3", "/c4", "/c5").put("concurrency", 2);
    var location = location(order.put("rate", 10_000));
    gateway.origin().awaitCount("/c1", 1);
    Until.steady(() -> gateway.origin().requests().size());
    assertThat(gateway.origin().requests())
        .filteredOn(request -> request.target().startsWith("/c"))
        .hasSize(2);
    gate.open();
    Until.met(() -> shown(location).getLong("stored") == 6);
  }

  @Test
  void theRateHolds() {
    var paths = new String[30];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = "/r" + i;
      gateway.origin().on(paths[i], fresh("x"));
    }
    var done = warmed(urls(paths).put("rate", 20).put("concurrency", 30));
    // The first at once, and what a tenth of a second makes up for.
    assertThat(done.getLong("millis")).isGreaterThan(1000);
  }

  @Test
  void oneThatIsCancelledGoesNoFurtherAndFewRunAtATime() {
    var gate = new Gate();
    gateway
        .origin()
        .on("/slow", status(200).field("Cache-Control", "max-age=9").waitAt(gate).body("x"));
    gateway.origin().on("/later", fresh("x"));
    var location = location(urls("/slow", "/later").put("concurrency", 1));
    gate.awaitReached();
    var others = List.of(1, 2, 3).stream().map(i -> location(urls("/slow"))).toList();
    assertThat(order(urls("/slow")).status()).isEqualTo(429);

    assertThat(gateway.admin("DELETE", location, "").status()).isEqualTo(200);
    assertThat(shown(location).getString("state")).isEqualTo("cancelled");
    gate.open();
    others.forEach(other -> Until.met(() -> shown(other).getString("state").equals("done")));
    assertThat(gateway.origin().count("/later")).isZero();
    assertThat(gateway.admin("GET", "/cache/warm/none", "").status()).isEqualTo(404);
    assertThat(gateway.admin("DELETE", "/cache/warm/none", "").status()).isEqualTo(404);
  }

  @Test
  void oneThatIsUnderWayIsNotForgottenForManyThatCameAfterIt() {
    var gate = new Gate();
    gateway.origin().on("/long", fresh("").waitAt(gate).body("x"));
    gateway.origin().on("/short", fresh("x"));
    var location = location(urls("/long"));
    gate.awaitReached();
    for (int i = 0; i < 51; i++) {
      // As soon as there are fewer than four under way.
      Until.met(() -> order(urls("/short")).status() == 202);
    }
    assertThat(shown(location).getString("state")).isEqualTo("running");
    assertThat(shown("/cache/warm").getJsonArray("warmups")).hasSize(50);
    gate.open();
    Until.met(() -> shown(location).getString("state").equals("done"));
  }

  @Test
  void aSitemapIsFollowed() {
    gateway.origin().on("/s1", fresh("1")).on("/s2", fresh("2"));
    gateway.origin().on("/sitemap.xml", ok(sitemap(url("/s1"), url("/s2"))));
    assertThat(warmed(ofSitemap("/sitemap.xml")).getLong("stored")).isEqualTo(2);
    assertThat(get("/s2").xCache()).isEqualTo("HIT");
  }

  @Test
  void anIndexIsFollowedOneLevelAndGzipUnpacked() throws IOException {
    gateway.origin().on("/i1", fresh("1"));
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(sitemap(url("/i1")).getBytes(StandardCharsets.UTF_8));
    }
    gateway.origin().on("/part.xml.gz", ok(packed.toString(StandardCharsets.ISO_8859_1)));
    var index =
        "<sitemapindex><sitemap><loc>%s</loc></sitemap><sitemap><loc>%s</loc></sitemap></sitemapindex>";
    gateway.origin().on("/deep.xml", ok(index.formatted(url("/part.xml.gz"), url("/deep.xml"))));
    gateway.origin().on("/index.xml", ok(index.formatted(url("/part.xml.gz"), url("/deep.xml"))));
    var done = warmed(ofSitemap("/index.xml"));
    assertThat(done.getLong("stored")).as(done.encode()).isEqualTo(1);
    assertThat(done.getString("state")).isEqualTo("failed");
    assertThat(done.getJsonArray("errors").encode()).contains("/deep.xml", "one level");
    assertThat(gateway.origin().count("/deep.xml")).isEqualTo(1);
  }

  @Test
  void badSitemapsAreRefused() {
    gateway
        .origin()
        .on("/bad.xml", ok("<urlset><url>"))
        .on("/dtd.xml", ok("<!DOCTYPE u [<!ENTITY a 'b'>]><urlset/>"));
    for (var path : List.of("/bad.xml", "/dtd.xml", "/absent.xml")) {
      var done = warmed(ofSitemap(path));
      assertThat(done.getString("state")).as(path).isEqualTo("failed");
      assertThat(done.getJsonArray("errors").getString(0)).contains(path);
    }
  }

  @Test
  void aSitemapNamesNoForeignHosts() {
    gateway.origin().on("/x", fresh("x"));
    gateway.origin().on("/foreign.xml", ok(sitemap("http://169.254.169.254/x", url("/x"))));
    var done = warmed(ofSitemap("/foreign.xml"));
    assertThat(done.getLong("failed")).isEqualTo(1);
    assertThat(done.getLong("stored")).isEqualTo(1);
    assertThat(done.getJsonArray("errors").getString(0)).contains("169.254.169.254", "http.hosts");
    assertThat(gateway.origin().requests("/x"))
        .allSatisfy(request -> assertThat(request.field("Host")).isEqualTo(HOST));
  }

  @Test
  void withoutHostsASitemapSpeaksOfItsOwnOnly() {
    try (var open = GatewayUnderTest.with().start()) {
      open.origin().on("/a", fresh("a"));
      open.origin().on("/map", ok(sitemap("http://one.test/a", "http://two.test/a")));
      var begun = open.admin("POST", "/cache/warm", "{\"sitemap\":\"http://one.test/map\"}");
      var location = String.valueOf(begun.field("location"));
      var state = new JsonObject[1];
      Until.met(
          () -> {
            state[0] = new JsonObject(open.admin("GET", location, "").text());
            return state[0].getString("state").equals("done");
          });
      assertThat(state[0].getLong("stored")).isEqualTo(1);
      assertThat(state[0].getLong("failed")).isEqualTo(1);
      assertThat(open.origin().count("/a")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                  | nothing to warm up
          {"urls":[]}                                         | nothing to warm up
          {"urls":"x"}                                        | urls: not a list
          {"urls":[1]}                                        | urls[0]: no string
          {"urls":["/a"]}                                     | urls[0]: "/a" (expected: a URL that begins with
          {"urls":["ftp://shop.test/"]}                       | urls[0]: "ftp://shop.test/" (expected:
          {"urls":["http://shop.test/#a"]}                    | urls[0]: "http://shop.test/#a"
          {"urls":["http://u:p@shop.test/"]}                  | urls[0]:
          {"urls":["http://evil.test/"]}                      | urls[0]: "http://evil.test/" (expected: a host that http.hosts has)
          {"sitemap":"http://evil.test/"}                     | sitemap: "http://evil.test/"
          {"urls":["http://shop.test/"],"concurrency":0}      | concurrency: "0" (expected: an integer, 1 to 64)
          {"urls":["http://shop.test/"],"rate":"x"}           | rate: "x"
          {"urls":["http://shop.test/"],"depth":1}            | key: "depth"
          {"urls":["http://shop.test/"],"headers":[]}         | headers:
          {"urls":["http://shop.test/"],"headers":{"Cookie":"a=b"}}         | headers: "Cookie"
          {"urls":["http://shop.test/"],"headers":{"Authorization":"x"}}    | headers: "Authorization"
          {"urls":["http://shop.test/"],"headers":{"X-Forwarded-Host":"x"}} | headers: "X-Forwarded-Host
          {"urls":["http://shop.test/"],"headers":{"Range":"bytes=0-1"}}    | headers: "Range"
          {"urls":["http://shop.test/"],"headers":{"A":"b\\r\\nc: d"}}      | headers.a
          """)
  void aBadOrderIsExplainedAndNothingDone(String json, String detail) {
    var refused = gateway.admin("POST", "/cache/warm", json);
    assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
    assertThat(refused.field("content-type")).isEqualTo("application/problem+json");
    assertThat(new JsonObject(refused.text()).getString("detail")).startsWith(detail);
  }

  @Test
  void aCacheThatIsOffIsNotWarmed() {
    gateway.admin("PUT", "/cache/mode", "{\"mode\":\"bypass\"}");
    try {
      assertThat(order(urls("/off")).status()).isEqualTo(409);
    } finally {
      gateway.admin("PUT", "/cache/mode", "{\"mode\":\"on\"}");
    }
  }

  @ParameterizedTest
  @CsvSource({"reader, 403, 200", "purger, 400, 403", "nobody, 401, 401"})
  void readersMayLookAndPurgersMayWarm(
      String token, int toWarm, int toLook, @TempDir Path directory) throws IOException {
    var tokens = new StringBuilder();
    for (var scoped : List.of("reader/read", "purger/purge")) {
      var name = scoped.substring(0, 6);
      var file = Files.writeString(directory.resolve(name), name.repeat(5));
      tokens.append(tokens.isEmpty() ? "" : ", ");
      tokens.append("{token-file: '").append(file).append("', scopes: [");
      tokens.append(scoped.substring(7)).append("]}");
    }
    try (var guarded = GatewayUnderTest.with("admin.tokens", "[" + tokens + "]").start();
        var admin = RawHttp.connect(guarded.adminPort())) {
      var bearer = "Bearer " + token.repeat(5);
      assertThat(
              admin
                  .requestWithBody("POST", "/cache/warm", "{}", "Authorization", bearer)
                  .response()
                  .status())
          .isEqualTo(toWarm);
      assertThat(admin.exchange("GET", "/cache/warm", "Authorization", bearer).status())
          .isEqualTo(toLook);
    }
  }
}
