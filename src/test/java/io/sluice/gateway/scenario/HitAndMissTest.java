package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HitAndMissTest {
  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with();

  @Test
  void theSecondRequestIsAnsweredFromStore() {
    gateway.origin().on("/a", fresh("one"), fresh("two"));

    var miss = gateway.get("/a");
    assertThat(miss.status()).isEqualTo(200);
    assertThat(miss.text()).isEqualTo("one");
    assertThat(miss.cacheStatus()).isEqualTo("sluice; fwd=uri-miss; stored");
    assertThat(miss.xCache()).isEqualTo("MISS");

    var hit = gateway.get("/a");
    assertThat(hit.text()).isEqualTo("one");
    assertThat(hit.cacheStatus()).matches("sluice; hit; ttl=(60|59|58)");
    assertThat(hit.xCache()).isEqualTo("HIT");
    assertThat(hit.fields("content-length")).containsExactly("3");
    assertThat(gateway.origin().count("/a")).isEqualTo(1);
  }

  @Test
  void ageCountsFromWhereUpstreamCachesLeftIt() {
    gateway.origin().on("/age", fresh("x").field("Age", "20"));

    assertThat(gateway.get("/age").field("age")).isIn("20", "21");
    var hit = gateway.get("/age");
    assertThat(Integer.parseInt(String.valueOf(hit.field("age")))).isBetween(20, 25);
    assertThat(hit.cacheStatus()).matches("sluice; hit; ttl=(40|39|38|37|36|35)");
  }

  @Test
  void aHitSaysAgeZeroToo() {
    gateway.origin().on("/age0", fresh("x"));
    gateway.get("/age0");
    assertThat(gateway.get("/age0").field("age")).isIn("0", "1", "2");
  }

  @Test
  void headIsAnsweredFromTheEntryOfGet() {
    gateway.origin().on("/head", fresh("12345").field("ETag", "\"v\""));
    gateway.get("/head");

    var head = gateway.exchange("HEAD", "/head");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.fields("content-length")).containsExactly("5");
    assertThat(head.xCache()).isEqualTo("HIT");
    assertThat(head.field("etag")).isEqualTo("\"v\"");
    assertThat(gateway.get("/head").text()).isEqualTo("12345");
    assertThat(gateway.origin().count("/head")).isEqualTo(1);
  }

  @Test
  void headThatMissesIsForwardedAndLeavesNothingForGet() {
    gateway.origin().on("/head2", fresh("12345"));

    var head = gateway.exchange("HEAD", "/head2");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.fields("content-length")).containsExactly("5");
    assertThat(gateway.origin().last("/head2").method()).isEqualTo("HEAD");

    assertThat(gateway.get("/head2").text()).isEqualTo("12345");
    assertThat(gateway.origin().count("/head2")).isEqualTo(2);
  }

  @Test
  void whatSaysNoStoreIsNotStored() {
    gateway.origin().on("/ns", ok("1").field("Cache-Control", "no-store"), fresh("2"));

    assertThat(gateway.get("/ns").cacheStatus())
        .startsWith("sluice; fwd=uri-miss; detail=")
        .doesNotContain("stored;");
    assertThat(gateway.get("/ns").text()).isEqualTo("2");
  }

  @Test
  void aStoredErrorStaysWhatItWas() {
    gateway
        .origin()
        .on("/404", OriginAnswer.status(404).body("no").field("Cache-Control", "max-age=9"));
    gateway.get("/404");

    var hit = gateway.get("/404");
    assertThat(hit.status()).isEqualTo(404);
    assertThat(hit.text()).isEqualTo("no");
    assertThat(hit.xCache()).isEqualTo("HIT");
  }

  @Test
  void emptyAndBodylessResponsesAreStored() {
    gateway.origin().on("/empty", fresh(""));
    gateway.origin().on("/204", OriginAnswer.status(204).field("Cache-Control", "max-age=60"));
    for (var path : new String[] {"/empty", "/204"}) {
      var miss = gateway.get(path);
      var hit = gateway.get(path);
      assertThat(hit.xCache()).as(path).isEqualTo("HIT");
      assertThat(hit.status()).isEqualTo(miss.status());
      assertThat(hit.text()).isEmpty();
      assertThat(miss.fields("transfer-encoding")).as(miss.head()).isEmpty();
      assertThat(hit.fields("transfer-encoding")).isEmpty();
    }
    assertThat(gateway.get("/204").fields("content-length")).isEmpty();
  }

  @Test
  void chunkedResponsesAreStoredWhole() {
    gateway.origin().on("/chunked", fresh("abc").body("def").body("ghi").chunked());

    assertThat(gateway.get("/chunked").text()).isEqualTo("abcdefghi");
    var hit = gateway.get("/chunked");
    assertThat(hit.text()).isEqualTo("abcdefghi");
    assertThat(hit.fields("content-length")).containsExactly("9");
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() {
    gateway.origin().on("/p1", fresh("first"));
    gateway.origin().on("/p2", fresh("second"));
    gateway.get("/p2");
    try (RawHttp connection = gateway.connect()) {
      connection.request("GET", "/p1").request("GET", "/p2").request("GET", "/p1");
      assertThat(connection.response().text()).isEqualTo("first");
      assertThat(connection.response().text()).isEqualTo("second");
      assertThat(connection.response().text()).isEqualTo("first");
    }
  }

  @Test
  void aDateIsAddedWhereTheOriginSentNone() {
    gateway.origin().on("/date", fresh("x"));
    assertThat(gateway.get("/date").fields("date")).hasSize(1);
    assertThat(gateway.get("/date").fields("date")).hasSize(1);
    gateway.origin().on("/date2", ok("x").field("Cache-Control", "no-store"));
    assertThat(gateway.get("/date2").fields("date")).hasSize(1);
    assertThat(gateway.exchange("OPTIONS", "/date2").fields("date")).hasSize(1);
  }
}
