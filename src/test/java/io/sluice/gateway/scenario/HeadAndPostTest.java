package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the answers to HEAD and POST do to GET's entry (RFC 9111 §4.3.5, RFC 9110 §9.3.3). */
class HeadAndPostTest {
  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with();

  @Test
  void aHeadOfTheSameRepresentationFreshensIt() {
    gateway
        .origin()
        .on(
            "/h",
            request ->
                ok("same")
                    .field("ETag", "\"1\"")
                    .field("X-From", request.method())
                    .field("Cache-Control", "max-age=60"));
    gateway.get("/h");

    gateway.exchange("HEAD", "/h", "Cache-Control", "no-cache");

    var hit = gateway.get("/h");
    assertThat(hit.xCache()).isEqualTo("HIT");
    assertThat(hit.text()).isEqualTo("same");
    assertThat(hit.field("x-from")).isEqualTo("HEAD");
  }

  @Test
  void aHeadOfAnotherRepresentationMakesItStale() {
    gateway
        .origin()
        .on(
            "/other",
            request ->
                fresh("x").field("ETag", request.method().equals("HEAD") ? "\"2\"" : "\"1\""));
    gateway.get("/other");
    assertThat(gateway.get("/other").xCache()).isEqualTo("HIT");

    gateway.exchange("HEAD", "/other", "Cache-Control", "no-cache");

    gateway.get("/other");
    assertThat(gateway.origin().count("/other")).isEqualTo(3);
  }

  @Test
  void aPostThatSaysItIsWhatGetWouldGiveIsStoredForGet() {
    gateway
        .origin()
        .on("/doc", request -> fresh("by " + request.method()).field("Content-Location", "/doc"));
    gateway.get("/doc");

    assertThat(gateway.post("/doc", "new").cacheStatus()).contains("stored");

    var hit = gateway.get("/doc");
    assertThat(hit.text()).isEqualTo("by POST");
    assertThat(hit.xCache()).isEqualTo("HIT");
  }

  private void invalidateDuringPost(String path, String order) {
    gateway
        .origin()
        .on(
            path,
            request -> {
              if (request.method().equals("POST")) {
                gateway.admin("POST", "/cache/invalidations", order);
              }
              return fresh("by " + request.method())
                  .field("Content-Location", path)
                  .field("Cache-Tag", "race");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"tags\":[\"race\"]}",
        "{\"urls\":[\"http://post.test/race\"]}",
        "{\"hosts\":[\"post.test\"]}",
        "{\"all\":true}"
      })
  void aPostDuringWhichItIsInvalidatedIsNotStored(String order) {
    invalidateDuringPost("/race", order);

    assertThat(gateway.post("/race", "x", "Host", "post.test").cacheStatus())
        .doesNotContain("stored");
    assertThat(gateway.get("/race", "Host", "post.test").text()).isEqualTo("by GET");
  }

  @Test
  void aPostDuringWhichSomethingElseIsInvalidatedIsStored() {
    invalidateDuringPost("/calm", "{\"tags\":[\"other\"],\"urls\":[\"http://post.test/other\"]}");

    assertThat(gateway.post("/calm", "x", "Host", "post.test").cacheStatus()).contains("stored");
    assertThat(gateway.get("/calm", "Host", "post.test").text()).isEqualTo("by POST");
  }

  @Test
  void anyOtherPostOnlyInvalidates() {
    gateway.origin().on("/plain", request -> fresh("by " + request.method()));
    gateway.get("/plain");

    assertThat(gateway.post("/plain", "x").cacheStatus()).doesNotContain("stored");
    assertThat(gateway.get("/plain").text()).isEqualTo("by GET");
    assertThat(gateway.origin().count("/plain")).isEqualTo(3);
  }

  @Test
  void aGetWithContentLeavesNothingForOthers() {
    gateway.origin().on("/body", request -> fresh("for " + request.field("Content-Length")));
    try (var client = gateway.connect()) {
      client.requestWithBody("GET", "/body", "secret").response();
    }
    assertThat(gateway.get("/body").text()).isEqualTo("for null");
  }

  @Test
  void aHeadDoesNotReviveWhatWasInvalidated() {
    var changed = new AtomicBoolean();
    gateway
        .origin()
        .on(
            "/revived",
            request ->
                fresh(changed.get() ? "new" : "old")
                    .field("Cache-Tag", request.method().equals("HEAD") ? "other" : "revived"));
    gateway.get("/revived");
    changed.set(true);
    gateway.purgeTags("revived");

    gateway.exchange("HEAD", "/revived");

    assertThat(gateway.get("/revived").text()).isEqualTo("new");
  }

  @Test
  void aHeadFromBeforeAnInvalidationFreshensNothingFetchedSince() {
    var gate = new Gate();
    var version = new AtomicInteger(1);
    gateway
        .origin()
        .on(
            "/overtaken",
            request -> {
              var answer =
                  status(200)
                      .field("Cache-Control", "max-age=60")
                      .field("Cache-Tag", "overtaken")
                      .field("X-Version", version.toString());
              return request.method().equals("HEAD") ? answer.waitAt(gate) : answer.body("x");
            });
    try (var early = gateway.connect()) {
      early.request("HEAD", "/overtaken");
      gate.awaitReached();
      version.set(2);
      gateway.purgeTags("overtaken");
      assertThat(gateway.get("/overtaken").field("x-version")).isEqualTo("2");
      gate.open();
      early.headResponse();
    }
    assertThat(gateway.get("/overtaken").field("x-version")).isEqualTo("2");
  }
}
