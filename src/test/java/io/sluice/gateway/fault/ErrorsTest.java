package io.sluice.gateway.fault;

import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.testing.FreePort;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of failure, as clients get it and as the page of errors has it. */
class ErrorsTest {
  private static final ScriptedOrigin origin = ScriptedOrigin.started();
  private static final String DOWN = "http://127.0.0.1:" + FreePort.find();

  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
              "vertx.event-loops", "1",
              "http.hosts", "a",
              "http.max-body-bytes", "10",
              "http.max-tunnels", "1",
              "http.body-timeout", "300ms",
              "purge.allowed", "192.0.2.0/24",
              "admin.token", "token",
              "fetch.first-byte-timeout", "1s",
              "upstreams.down.origins", DOWN,
              "upstreams.open.origins", DOWN,
              "upstreams.open.breaker.max-failures", "1",
              "upstreams.open.breaker.reset-timeout", "1h",
              "upstreams.busy.origins", origin.url(),
              "upstreams.busy.pool-size", "1",
              "upstreams.busy.queue-size", "0",
              "rules",
                  """
                  [{"match": {"path": "/down"}, "upstream": "down"},
                   {"match": {"path": "/open"}, "upstream": "open"},
                   {"match": {"path": "/limited"}, "rate-limit": {"requests": 1, "period": "1h"}},
                   {"match": {"path": "/busy"}, "upstream": "busy", "cache": "never"}]
                  """)
          .origin(origin);

  private static String request(Kind kind) {
    return WireCase.bytes(
        switch (kind) {
          case BAD_REQUEST -> "GET / HTTP/1.1|Host: a|Host: a||";
          case INVALID_PURGE -> "BAN / HTTP/1.1|Host: a|Fastly-Key: token|Cache-Tags: [a-z]||";
          case METHOD_NOT_ALLOWED -> "PURGE / HTTP/1.1|Host: a||";
          case REQUEST_TIMEOUT -> "PUT /slow HTTP/1.1|Host: a|Content-Length: 9||hello";
          case CONTENT_TOO_LARGE -> "POST / HTTP/1.1|Host: a|Content-Length: 11||hello hello";
          case EXPECTATION_FAILED -> "POST / HTTP/1.1|Host: a|Expect: x|Content-Length: 5||hello";
          case MISDIRECTED -> "GET / HTTP/1.1|Host: b||";
          case UPGRADE_REQUIRED -> webSocket("/", 8);
          case RATE_LIMITED -> "GET /limited HTTP/1.1|Host: a||";
          case NOT_IMPLEMENTED -> "POST / HTTP/1.1|Host: a|Transfer-Encoding: x||";
          case BAD_GATEWAY -> "GET /down HTTP/1.1|Host: a||";
          case CIRCUIT_OPEN -> "GET /open HTTP/1.1|Host: a||";
          case OVERLOADED -> "GET /busy HTTP/1.1|Host: a||";
          case TOO_MANY_TUNNELS -> webSocket("/silent", 13);
          case ORIGIN_TIMEOUT -> "GET /silent HTTP/1.1|Host: a||";
          case ONLY_IF_CACHED -> "GET / HTTP/1.1|Host: a|Cache-Control: only-if-cached||";
        });
  }

  private static String webSocket(String target, int version) {
    return ("GET " + target + " HTTP/1.1|Host: a|Connection: upgrade|Upgrade: websocket|")
        + ("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==|Sec-WebSocket-Version: " + version + "||");
  }

  /** Brings about what a request alone does not. */
  private static void prepare(Kind kind, io.sluice.gateway.testing.RawHttp other) {
    if (kind == Kind.CIRCUIT_OPEN) {
      other.get("/open", "Host", "a");
    } else if (kind == Kind.OVERLOADED) {
      int before = origin.count("/busy");
      other.request("GET", "/busy", "Host", "a");
      origin.awaitCount("/busy", before + 1);
    } else if (kind == Kind.RATE_LIMITED) {
      other.get("/limited", "Host", "a");
    } else if (kind == Kind.TOO_MANY_TUNNELS) {
      int before = origin.count("/silent");
      other.send(WireCase.bytes(webSocket("/silent", 13)));
      origin.awaitCount("/silent", before + 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void isToldAsItsKindSays(Kind kind) {
    origin.otherwise(ok("x").field("Cache-Control", "no-store"));
    origin.on("/silent", status(200).hang()).on("/busy", status(200).hang());
    try (var other = gateway.connect();
        var client = gateway.connect()) {
      prepare(kind, other);
      client.send(request(kind));
      var answer = client.response();
      assertThat(answer.status()).isEqualTo(kind.status());
      assertThat(answer.field("content-type")).isEqualTo("application/problem+json");
      assertThat(answer.field("cache-control")).isEqualTo("no-store");
      assertThat(answer.cacheStatus()).startsWith("sluice; ").endsWith("detail=" + kind.detail());
      if (kind == Kind.RATE_LIMITED) {
        assertThat(Integer.parseInt(answer.field("retry-after"))).isBetween(3500, 3600);
      } else {
        assertThat(answer.field("retry-after"))
            .isEqualTo(kind.retryAfterSeconds() > 0 ? "" + kind.retryAfterSeconds() : null);
      }
      var problem = new JsonObject(answer.text());
      assertThat(problem.getString("title")).isEqualTo(kind.title());
      assertThat(problem.getInteger("status")).isEqualTo(kind.status());
      assertThat(problem.getString("detail")).isNotEmpty().doesNotContain("127.0.0.1");
      if (kind.closes()) {
        client.awaitClosed();
      } else {
        assertThat(client.get("/", "Host", "a").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void thePageHasEveryKindInItsOrder() throws IOException {
    var rows =
        Files.readAllLines(Path.of("docs/errors.md")).stream()
            .filter(line -> line.matches("\\| \\d{3} \\|.*"));
    assertThat(rows)
        .containsExactlyElementsOf(Stream.of(Kind.values()).map(ErrorsTest::row).toList());
  }

  private static String row(Kind kind) {
    return "| %d | `%s` | %s | %s| %s |"
        .formatted(
            kind.status(),
            kind.detail(),
            kind.title(),
            kind.retryAfterSeconds() > 0 ? kind.retryAfterSeconds() + " " : "",
            kind.closes() ? "closed" : "kept");
  }

  @AfterAll
  static void close() {
    origin.close();
  }
}
