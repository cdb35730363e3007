package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import java.util.HashSet;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One entry is asked for again and again within a second, when the head of its answer is made once
 * and used for all: each answer must be as if it were the only one.
 */
class RepeatedHitsTest {
  private static final int TIMES = 6;

  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with("admin.tokens", "[{\"token\":\"debug-me\",\"scopes\":[\"debug\"]}]");

  /** So that most of the hits share a second, which is what is tested. */
  @BeforeEach
  void beginWithTheSecond() throws InterruptedException {
    Thread.sleep(1000 - System.currentTimeMillis() % 1000);
  }

  @Test
  void ageAndLifetimeGoOnByTheSecond() {
    gateway.origin().on("/ageing", fresh("x"));
    gateway.get("/ageing");
    var ages = new HashSet<Integer>();
    int last = 0;
    try (var client = gateway.connect()) {
      long end = System.nanoTime() + 2_500_000_000L;
      while (System.nanoTime() - end < 0) {
        var hit = client.get("/ageing");
        assertThat(hit.fields("age")).hasSize(1);
        int age = Integer.parseInt(hit.fields("age").get(0));
        String status = hit.fields("cache-status").get(0);
        int ttl = Integer.parseInt(status.replaceFirst("sluice; hit; ttl=", ""));
        assertThat(age).isGreaterThanOrEqualTo(last);
        // Both are cut down to whole seconds.
        assertThat(age + ttl).isBetween(59, 60);
        last = age;
        ages.add(age);
      }
    }
    assertThat(ages).hasSizeGreaterThan(1);
  }

  @Test
  void whatTheConnectionOrTheRequestAsksForIsInThatAnswerAlone() {
    gateway.origin().on("/asked", fresh("0123456789").field("ETag", "\"v\""));
    gateway.get("/asked");
    try (var client = gateway.connect()) {
      for (int i = 0; i < TIMES; i++) {
        var whole = client.get("/asked");
        assertThat(whole.text()).isEqualTo("0123456789");
        assertThat(whole.fields("content-length")).containsExactly("10");
        assertThat(whole.field("content-range")).isNull();

        var part = client.get("/asked", "Range", "bytes=2-4");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("234");
        assertThat(part.fields("content-length")).containsExactly("3");
        assertThat(part.field("content-range")).isEqualTo("bytes 2-4/10");

        var head = client.exchange("HEAD", "/asked");
        assertThat(head.fields("content-length")).containsExactly("10");

        var unchanged = client.get("/asked", "If-None-Match", "\"v\"");
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.field("content-length")).isNull();
        assertThat(unchanged.field("etag")).isEqualTo("\"v\"");

        var explained = client.get("/asked", "X-Sluice-Debug", "debug-me");
        assertThat(explained.cacheStatus()).contains("; key=");
        assertThat(whole.cacheStatus()).doesNotContain("key");

        try (var other = gateway.connect()) {
          var last = other.get("/asked", "Connection", "close");
          assertThat(last.fields("connection")).containsExactly("close");
          other.awaitClosed();
        }
        assertThat(whole.field("connection")).isNull();
        assertThat(oldProtocol(gateway.connect())).contains("connection: keep-alive");
      }
    }
  }

  private static String oldProtocol(RawHttp client) {
    try (client) {
      client.send("GET /asked HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
      return client.head();
    }
  }

  @Test
  void aBodyOfUnknownLengthHasOneFromThenOn() {
    gateway.origin().on("/chunked", fresh("abc").chunked());
    gateway.get("/chunked");
    for (int i = 0; i < TIMES; i++) {
      var hit = gateway.get("/chunked");
      assertThat(hit.fields("content-length")).containsExactly("3");
      assertThat(hit.field("transfer-encoding")).isNull();
      assertThat(hit.text()).isEqualTo("abc");
    }
  }

  @Test
  void withoutContentThereIsNoLength() {
    gateway.origin().on("/empty", status(204).field("Cache-Control", "max-age=60"));
    gateway.get("/empty");
    for (int i = 0; i < TIMES; i++) {
      var hit = gateway.get("/empty");
      assertThat(hit.status()).isEqualTo(204);
      assertThat(hit.xCache()).isEqualTo("HIT");
      assertThat(hit.field("content-length")).isNull();
    }
  }

  @Test
  void aNewResponseOfTheSameKeyHasItsOwnHead() {
    gateway
        .origin()
        .on(
            "/changing",
            fresh("one").field("X-Version", "1"),
            ok("written"),
            fresh("three").field("X-Version", "2"));
    gateway.get("/changing");
    for (int i = 0; i < TIMES; i++) {
      assertThat(gateway.get("/changing").field("x-version")).isEqualTo("1");
    }
    gateway.post("/changing", "another");
    gateway.get("/changing");
    for (int i = 0; i < TIMES; i++) {
      var hit = gateway.get("/changing");
      assertThat(hit.field("x-version")).isEqualTo("2");
      assertThat(hit.fields("content-length")).containsExactly("5");
      assertThat(hit.text()).isEqualTo("three");
    }
  }

  @Test
  void variantsAskedForInTurnKeepTheirHeads() {
    gateway
        .origin()
        .on(
            "/varying",
            request -> {
              String asked = Objects.requireNonNull(request.field("x-a"));
              return fresh(asked).field("Vary", "X-A").field("X-Seen", asked);
            });
    for (int i = 0; i < TIMES; i++) {
      for (String value : new String[] {"a", "bb", "ccc"}) {
        var hit = gateway.get("/varying", "X-A", value);
        assertThat(hit.text()).isEqualTo(value);
        assertThat(hit.field("x-seen")).isEqualTo(value);
        assertThat(hit.fields("content-length")).containsExactly("" + value.length());
      }
    }
    assertThat(gateway.origin().count("/varying")).isEqualTo(3);
  }
}
