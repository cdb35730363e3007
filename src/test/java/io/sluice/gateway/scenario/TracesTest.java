package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.MemorySpans.named;
import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.MemorySpans;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RealRedis;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a request leaves behind in traces, and what the origin is told of them. */
class TracesTest {
  private static final AtomicInteger NEXT = new AtomicInteger(1);
  private static final String CLIENT = "00f067aa0ba902b7";

  @RegisterExtension static final MemorySpans SPANS = new MemorySpans();

  // Not emptied before each test: then the node would lose its lease.
  private static final RealRedis REDIS = RealRedis.started();

  private static final GatewayUnderTest GATEWAY =
      GatewayUnderTest.with(
              "tracing.enabled",
              "true",
              "rules",
              "[{name: things, match: {path: '/things/*'}}, {name: api, match: {path: '/api/*'},"
                  + " cache: never}]")
          .redis(REDIS);

  @BeforeAll
  static void start() {
    GATEWAY.start();
  }

  @AfterAll
  static void stop() {
    GATEWAY.close();
    REDIS.close();
  }

  private final String trace = "4bf92f3577b34da6a3ce929d%08x".formatted(NEXT.getAndIncrement());

  private String parent(String flags) {
    return "00-" + trace + "-" + CLIENT + "-" + flags;
  }

  private static @Nullable String text(SpanData span, String attribute) {
    return span.getAttributes().get(AttributeKey.stringKey(attribute));
  }

  private static @Nullable Long number(SpanData span, String attribute) {
    return span.getAttributes().get(AttributeKey.longKey(attribute));
  }

  @Test
  void aMissIsOneTraceFromTheClientToTheOrigin() {
    GATEWAY.origin().on("/things/miss", fresh("x"));
    GATEWAY.get(
        "/things/miss?token=secret",
        "traceparent",
        parent("01"),
        "tracestate",
        "vendor=1",
        "Authorization",
        "Basic c2VjcmV0");
    // The shared store is asked once more behind the claim.
    var spans = SPANS.ofTrace(trace, 5);
    var request = named("GET things", spans);
    assertThat(request.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(request.getParentSpanId()).isEqualTo(CLIENT);
    assertThat(text(request, "sluice.result")).isEqualTo("miss");
    assertThat(text(request, "sluice.tier")).isEqualTo("origin");
    assertThat(text(request, "sluice.rule")).isEqualTo("things");
    assertThat(text(request, "url.path")).isEqualTo("/things/miss");
    assertThat(number(request, "http.response.status_code")).isEqualTo(200);
    var lookup = named("lookup", spans);
    assertThat(lookup.getParentSpanId()).isEqualTo(request.getSpanId());
    assertThat(spans)
        .filteredOn(span -> span.getName().equals("redis get"))
        .hasSize(2)
        .allMatch(span -> span.getParentSpanId().equals(lookup.getSpanId()));
    var fetch = named("GET", spans);
    assertThat(fetch.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(fetch.getParentSpanId()).isEqualTo(lookup.getSpanId());
    assertThat(number(fetch, "server.port")).isEqualTo(GATEWAY.origin().port());
    var received = GATEWAY.origin().last("/things/miss");
    assertThat(received.fields("traceparent"))
        .containsExactly("00-" + trace + "-" + fetch.getSpanId() + "-01");
    assertThat(received.fields("tracestate")).containsExactly("vendor=1");
    assertThat(spans.toString()).doesNotContain("secret", "c2VjcmV0");
  }

  @Test
  void aHitIsOneSpan() {
    GATEWAY.origin().on("/things/hit", fresh("x"));
    GATEWAY.get("/things/hit");
    GATEWAY.get("/things/hit", "traceparent", parent("01"));
    GATEWAY.get("/things/hit", "traceparent", parent("01"));
    var spans = SPANS.ofTrace(trace, 2);
    assertThat(spans).hasSize(2).allMatch(span -> "hit".equals(text(span, "sluice.result")));
    assertThat(spans).allMatch(span -> "l1".equals(text(span, "sluice.tier")));
    assertThat(spans).allMatch(span -> span.getParentSpanId().equals(CLIENT));
  }

  @Test
  void whatPassesByTheCacheIsFetchedForTheRequest() {
    GATEWAY.origin().on("/api/x", OriginAnswer.status(404));
    GATEWAY.get("/api/x", "traceparent", parent("01"));
    var spans = SPANS.ofTrace(trace, 2);
    var request = named("GET api", spans);
    assertThat(text(request, "sluice.result")).isEqualTo("bypass");
    assertThat(request.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    var fetch = named("GET", spans);
    assertThat(fetch.getParentSpanId()).isEqualTo(request.getSpanId());
    assertThat(fetch.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(GATEWAY.origin().last("/api/x").field("traceparent"))
        .contains(trace, fetch.getSpanId());
  }

  @Test
  void whatTheClientDoesNotWantSampledIsNot() {
    GATEWAY.origin().on("/things/unsampled", fresh("x"));
    GATEWAY.get("/things/unsampled", "traceparent", parent("00"));
    assertThat(GATEWAY.origin().last("/things/unsampled").fields("traceparent"))
        .singleElement()
        .asString()
        .startsWith("00-" + trace)
        .endsWith("-00")
        .doesNotContain(CLIENT);
    aHitIsOneSpan();
    assertThat(SPANS.all()).noneMatch(span -> "/things/unsampled".equals(text(span, "url.path")));
  }

  @Test
  void withoutAValidParentATraceBegins() {
    GATEWAY.origin().on("/things/root", fresh("x"));
    GATEWAY.get("/things/root", "traceparent", "00-zz-1-01", "tracestate", "of=another");
    var received = GATEWAY.origin().last("/things/root");
    var fields = received.fields("traceparent");
    assertThat(fields).singleElement().asString().matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]");
    assertThat(received.fields("tracestate")).isEmpty();
    var request = named("GET things", SPANS.ofTrace(fields.get(0).substring(3, 35), 5));
    assertThat(request.getParentSpanContext().isValid()).isFalse();
  }

  @Test
  void whoSharesAFetchIsNotInTheTraceOfWhoLedIt() {
    var gate = new Gate();
    GATEWAY.origin().on("/things/shared", fresh("first").waitAt(gate).body("second"));
    var other = trace.replace('4', '5');
    try (var leader = GATEWAY.connect();
        var follower = GATEWAY.connect()) {
      leader.request("GET", "/things/shared", "traceparent", parent("01"));
      gate.awaitReached();
      follower.request(
          "GET", "/things/shared", "traceparent", "00-" + other + "-" + CLIENT + "-01");
      assertThat(follower.head()).contains("collapsed");
      gate.open();
      assertThat(leader.response().text()).isEqualTo("firstsecond");
    }
    assertThat(SPANS.ofTrace(trace, 5)).anyMatch(span -> span.getName().equals("GET"));
    var spans = SPANS.ofTrace(other, 2);
    assertThat(spans)
        .extracting(SpanData::getName)
        .containsExactlyInAnyOrder("GET things", "lookup");
    assertThat(
            named("lookup", spans).getAttributes().get(AttributeKey.booleanKey("sluice.collapsed")))
        .isTrue();
    assertThat(GATEWAY.origin().count("/things/shared")).isEqualTo(1);
  }

  @Test
  void aRefreshIsBelowTheRequestThatWasServedStale() {
    var stale =
        OriginAnswer.status(200)
            .field("Cache-Control", "max-age=0, stale-while-revalidate=60")
            .body("x");
    GATEWAY.origin().on("/things/stale", stale, fresh("y"));
    GATEWAY.get("/things/stale");
    assertThat(GATEWAY.get("/things/stale", "traceparent", parent("01")).text()).isEqualTo("x");
    var spans = SPANS.ofTrace(trace, 5);
    var request = named("GET things", spans);
    assertThat(text(request, "sluice.result")).isEqualTo("stale");
    var refresh = named("refresh", spans);
    assertThat(refresh.getParentSpanId()).isEqualTo(request.getSpanId());
    assertThat(named("GET", spans).getParentSpanId()).isEqualTo(refresh.getSpanId());
  }

  @Test
  void anOriginThatFailsIsAFailedSpan() {
    GATEWAY.origin().on("/things/broken", OriginAnswer.status(503));
    GATEWAY.get("/things/broken", "traceparent", parent("01"));
    var spans = SPANS.ofTrace(trace, 5);
    assertThat(named("GET", spans).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(named("GET", spans), "error.type")).isEqualTo("503");
    assertThat(text(named("GET things", spans), "sluice.result")).isEqualTo("error");
  }

  @Test
  void aWriteHasItsInvalidation() {
    GATEWAY.origin().on("/things/write", ok("x"));
    GATEWAY.post("/things/write", "y", "traceparent", parent("01"));
    var spans = SPANS.ofTrace(trace, 3);
    var request = named("POST things", spans);
    assertThat(named("POST", spans).getParentSpanId()).isEqualTo(request.getSpanId());
    var invalidation = named("invalidate", spans);
    assertThat(invalidation.getParentSpanId()).isEqualTo(request.getSpanId());
    assertThat(text(invalidation, "sluice.mode")).isEqualTo("hard");
    assertThat(number(invalidation, "sluice.tags")).isPositive();
  }

  @Test
  void anOrderOfTheControlApiIsOfItsSendersTrace() {
    try (var admin = RawHttp.connect(GATEWAY.adminPort())) {
      admin
          .requestWithBody(
              "POST",
              "/cache/invalidations",
              "{\"tags\": [\"a\", \"b\"]}",
              "Content-Type",
              "application/json",
              "traceparent",
              parent("01"))
          .response();
    }
    var spans = SPANS.ofTrace(trace, 1);
    assertThat(spans).hasSize(1);
    assertThat(spans.get(0).getName()).isEqualTo("invalidate");
    assertThat(spans.get(0).getParentSpanId()).isEqualTo(CLIENT);
    assertThat(number(spans.get(0), "sluice.tags")).isEqualTo(2);
  }

  @Test
  void probesAndMetricsLeaveNothing() {
    for (var target : new String[] {"/health/live", "/health/ready", "/metrics"}) {
      try (var admin = RawHttp.connect(GATEWAY.adminPort())) {
        admin.exchange("GET", target, "traceparent", parent("01"));
      }
    }
    var probes = trace;
    GATEWAY.origin().on("/things/after", fresh("x"));
    GATEWAY.get("/things/after", "traceparent", parent("01").replace('4', '6'));
    SPANS.ofTrace(trace.replace('4', '6'), 5);
    assertThat(SPANS.all()).noneMatch(span -> span.getTraceId().equals(probes));
  }
}
