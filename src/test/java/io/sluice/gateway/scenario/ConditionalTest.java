package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConditionalTest {
  private static final String LONG_AGO = "Mon, 02 Jan 2023 03:04:05 GMT";

  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with();

  @Test
  void aMatchingTagIsAnswered304FromStore() {
    gateway
        .origin()
        .on("/etag", fresh("body").field("ETag", "W/\"v1\"").field("Content-Type", "text/x"));
    gateway.get("/etag");

    var response = gateway.get("/etag", "If-None-Match", "\"zero\", \"v1\"");
    assertThat(response.status()).isEqualTo(304);
    assertThat(response.field("etag")).isEqualTo("W/\"v1\"");
    assertThat(response.field("cache-control")).isEqualTo("max-age=60");
    assertThat(response.field("content-type")).isNull();
    assertThat(response.xCache()).isEqualTo("HIT");
    assertThat(gateway.get("/etag", "If-None-Match", "*").status()).isEqualTo(304);
    assertThat(gateway.get("/etag", "If-None-Match", "\"v2\"").text()).isEqualTo("body");
    assertThat(gateway.origin().count("/etag")).isEqualTo(1);
  }

  @Test
  void ifModifiedSinceCountsOnlyWithoutIfNoneMatch() {
    gateway
        .origin()
        .on("/lm", fresh("body").field("ETag", "\"v\"").field("Last-Modified", LONG_AGO));
    gateway.get("/lm");

    assertThat(gateway.get("/lm", "If-Modified-Since", LONG_AGO).status()).isEqualTo(304);
    var contradicting =
        gateway.get("/lm", "If-Modified-Since", LONG_AGO, "If-None-Match", "\"other\"");
    assertThat(contradicting.status()).isEqualTo(200);
  }

  @Test
  void aConditionalMissFetchesTheWholeAndAnswers304AtOnce() {
    var gate = new Gate();
    gateway.origin().on("/cond", fresh("first").field("ETag", "\"v\"").waitAt(gate).body("second"));

    // The 304 needs no body, so it must not wait for the rest of it.
    var response = gateway.get("/cond", "If-None-Match", "\"v\"");
    assertThat(response.status()).isEqualTo(304);
    assertThat(gateway.origin().last("/cond").field("if-none-match")).isNull();
    gate.open();
    assertThat(gateway.get("/cond").text()).isEqualTo("firstsecond");
    assertThat(gateway.origin().count("/cond")).isEqualTo(1);
  }

  @Test
  void a304FromTheOriginRenewsTheEntryAndItsFields() {
    gateway
        .origin()
        .on(
            "/reval",
            ok("body").field("Cache-Control", "max-age=0").field("ETag", "\"v\"").field("X-V", "1"),
            status(304)
                .field("Cache-Control", "max-age=60")
                .field("ETag", "\"v\"")
                .field("X-V", "2")
                .field("Content-Length", "999"));
    gateway.get("/reval");

    var revalidated = gateway.get("/reval");
    assertThat(revalidated.text()).isEqualTo("body");
    assertThat(revalidated.xCache()).isEqualTo("REVALIDATED");
    assertThat(revalidated.cacheStatus()).startsWith("sluice; fwd=stale; fwd-status=304");
    assertThat(revalidated.field("x-v")).isEqualTo("2");
    assertThat(revalidated.fields("content-length")).containsExactly("4");
    assertThat(gateway.origin().last("/reval").field("if-none-match")).isEqualTo("\"v\"");

    var hit = gateway.get("/reval");
    assertThat(hit.xCache()).isEqualTo("HIT");
    assertThat(hit.field("x-v")).isEqualTo("2");
    assertThat(gateway.origin().count("/reval")).isEqualTo(2);
  }

  @Test
  void aNewVersionReplacesTheOldOne() {
    gateway
        .origin()
        .on(
            "/new",
            ok("old").field("Cache-Control", "max-age=0").field("ETag", "\"1\""),
            fresh("new").field("ETag", "\"2\""));
    gateway.get("/new");

    assertThat(gateway.get("/new").text()).isEqualTo("new");
    assertThat(gateway.get("/new").text()).isEqualTo("new");
    assertThat(gateway.origin().count("/new")).isEqualTo(2);
  }

  @Test
  void a304ThatNamesAnotherTagIsFetchedAgainWhole() {
    gateway
        .origin()
        .on(
            "/odd",
            ok("old").field("Cache-Control", "max-age=0").field("ETag", "\"1\""),
            status(304).field("ETag", "\"2\""),
            fresh("new").field("ETag", "\"2\""));
    gateway.get("/odd");

    assertThat(gateway.get("/odd").text()).isEqualTo("new");
    assertThat(gateway.origin().last("/odd").field("if-none-match")).isNull();
  }

  @Test
  void aClientsOwnConditionSurvivesARevalidation() {
    gateway
        .origin()
        .on(
            "/own",
            ok("body").field("Cache-Control", "max-age=0").field("ETag", "\"v\""),
            status(304).field("Cache-Control", "max-age=60").field("ETag", "\"v\""));
    gateway.get("/own");

    assertThat(gateway.get("/own", "If-None-Match", "\"v\"").status()).isEqualTo(304);
    assertThat(gateway.get("/own", "If-None-Match", "\"x\"").text()).isEqualTo("body");
  }
}
