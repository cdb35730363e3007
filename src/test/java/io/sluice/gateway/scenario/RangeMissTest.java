package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A range is asked for of what is not stored. */
class RangeMissTest {
  private static final String TEN = "0123456789";

  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "rules", "[{\"match\":{\"path\":\"/whole/**\"},\"whole-for-range\":\"100\"}]");

  @Test
  void withoutARuleItIsPassedThroughAndNotStored() {
    gateway
        .origin()
        .on("/part", status(206).field("Content-Range", "bytes 0-1/10").body("01"), fresh(TEN));
    var part = gateway.get("/part", "Range", "bytes=0-1");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("01");
    assertThat(gateway.origin().last("/part").field("range")).isEqualTo("bytes=0-1");
    assertThat(gateway.get("/part").text()).isEqualTo(TEN);
  }

  @Test
  void withTheRuleTheWholeIsFetchedOnceAndThePartIsCutFromIt() {
    gateway.origin().on("/whole/a", fresh(TEN).field("ETag", "\"v\""));
    var part = gateway.get("/whole/a", "Range", "bytes=2-4");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("234");
    assertThat(part.field("content-range")).isEqualTo("bytes 2-4/10");
    assertThat(part.cacheStatus()).isEqualTo("sluice; fwd=uri-miss; stored");
    assertThat(gateway.origin().last("/whole/a").field("range")).isNull();

    var other = gateway.get("/whole/a", "Range", "bytes=-1");
    assertThat(other.text()).isEqualTo("9");
    assertThat(other.xCache()).isEqualTo("HIT");
    assertThat(gateway.get("/whole/a").text()).isEqualTo(TEN);
    assertThat(gateway.origin().count("/whole/a")).isEqualTo(1);
  }

  @RepeatedTest(20)
  void rangesAndTheWholeShareOneFetch(RepetitionInfo info) {
    var gate = new Gate();
    String path = "/whole/crowd" + info.getCurrentRepetition();
    gateway.origin().on(path, fresh("01234").waitAt(gate).body("56789"));
    var ranges = gateway.crowd(10, path, "Range", "bytes=4-5");
    var whole = gateway.crowd(5, path);
    gate.awaitReached();
    gate.open();
    for (var client : ranges) {
      try (client) {
        var response = client.response();
        assertThat(response.text()).as(response.toString()).isEqualTo("45");
      }
    }
    for (var client : whole) {
      try (client) {
        assertThat(client.response().text()).isEqualTo(TEN);
      }
    }
    assertThat(gateway.origin().count(path)).isEqualTo(1);
  }

  @Test
  void whatIsLongerThanTheRuleAllowsOrCannotBeStoredIsPassedThrough() {
    gateway
        .origin()
        .on(
            "/whole/long",
            fresh("x".repeat(101)),
            status(206).field("Content-Range", "bytes 0-1/101").body("xx"));
    assertThat(gateway.get("/whole/long", "Range", "bytes=0-1").status()).isEqualTo(206);

    gateway
        .origin()
        .on(
            "/whole/private",
            status(200).field("Cache-Control", "private").body(TEN),
            status(206).field("Content-Range", "bytes 0-1/10").body("01"));
    var mine = gateway.get("/whole/private", "Range", "bytes=0-1");
    assertThat(mine.text()).isEqualTo("01");
    assertThat(mine.cacheStatus()).contains("detail=private");
    assertThat(gateway.origin().last("/whole/private").field("range")).isEqualTo("bytes=0-1");
  }

  @Test
  void aWholeThatBreaksOffIsNoReasonToGiveThePartUp() {
    gateway
        .origin()
        .on(
            "/whole/broken",
            fresh("01234").chunked().breakOff(),
            status(206).field("Content-Range", "bytes 0-1/10").body("01"));
    var part = gateway.get("/whole/broken", "Range", "bytes=0-1");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("01");
  }

  @Test
  void aPartIsNeverCutFromWhatIsOlderThanTheWholeThatWasFetchedForIt() {
    try (var other =
        GatewayUnderTest.with(
            "cache.max-object-bytes",
            "50",
            "rules",
            "[{\"match\":{\"path\":\"/whole/**\"},\"whole-for-range\":\"100\"}]")) {
      other.start();
      other
          .origin()
          .on(
              "/whole/grown",
              fresh(TEN).field("Age", "90").field("ETag", "\"old\""),
              fresh("x".repeat(60)).chunked(),
              status(206).field("Content-Range", "bytes 0-1/60").body("xx"));
      assertThat(other.get("/whole/grown").text()).isEqualTo(TEN);
      assertThat(other.get("/whole/grown", "Range", "bytes=0-1").text()).isEqualTo("xx");
    }
  }
}
