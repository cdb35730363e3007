package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.gateway.testing.ControlApi;
import io.sluice.gateway.testing.ControlApi.Operation;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.RealRedis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every call of the control API, as its document has it, with what a caller may do wrong. Each
 * answer is held against the document, too.
 */
class ControlApiTest {
  private static final Map<String, String> TOKENS =
      Map.of("read", "reader", "purge", "purger", "admin", "boss", "", "nobody");
  private static final String BOSS = "boss";

  /** By the document's type a value of another. */
  private static final Map<String, String> WRONG =
      Map.of(
          "string", "7", "integer", "\"x\"", "boolean", "\"yes\"", "array", "{}", "object", "[]");

  private static RealRedis redis;
  private static GatewayUnderTest gateway;

  @BeforeAll
  static void start() {
    redis = RealRedis.started();
    gateway =
        GatewayUnderTest.with(
                "admin.tokens",
                "[{token: reader, scopes: [read]}, {token: purger, scopes: [purge]},"
                    + " {token: boss, scopes: [admin]}, {token: nobody, scopes: [debug]}]")
            .redis(redis)
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    redis.close();
  }

  private static RawResponse ask(String method, String target, String body, String token) {
    return gateway.admin(method, target, body, "Authorization", "Bearer " + token);
  }

  private static Stream<DynamicTest> each(Predicate<Operation> some, Consumer<Operation> check) {
    return ControlApi.operations().stream()
        .filter(operation -> !operation.path().equals("/cache/events/stream"))
        .filter(some)
        .map(call -> DynamicTest.dynamicTest(call.toString(), () -> check.accept(call)));
  }

  private static boolean needsToken(Operation call) {
    return call.scope() != null;
  }

  private static void refused(RawResponse answer, int status, String... detail) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.text()).contains(detail);
  }

  @TestFactory
  Stream<DynamicTest> withoutATokenNobodyIsLetIn() {
    return each(
        ControlApiTest::needsToken,
        call -> {
          var answer = gateway.admin(call.method(), call.target(), "");
          refused(answer, 401, "a bearer token is needed");
          assertThat(answer.field("www-authenticate")).startsWith("Bearer");
        });
  }

  @TestFactory
  Stream<DynamicTest> aWrongTokenIsRefused() {
    return each(
        ControlApiTest::needsToken,
        call -> assertThat(ask(call.method(), call.target(), "", "wrong").status()).isIn(401, 429));
  }

  @TestFactory
  Stream<DynamicTest> aTokenOfAnotherScopeIsRefused() {
    return each(
        call -> call.scope() != null && !call.scope().isEmpty(),
        call -> {
          var scope = Objects.requireNonNull(call.scope());
          for (var other : List.of("", "read", "purge")) {
            if (!other.equals(scope)) {
              var token = Objects.requireNonNull(TOKENS.get(other));
              refused(ask(call.method(), call.target(), "", token), 403, "scope " + scope);
            }
          }
          var own = Objects.requireNonNull(TOKENS.get(scope));
          var target = call.target() + (call.isOpen() ? "" : "?colour=red");
          assertThat(ask(call.method(), target, "[]", own).status()).isNotIn(401, 403, 429);
        });
  }

  @TestFactory
  Stream<DynamicTest> anUnknownQueryParameterIsRefused() {
    return each(
        call -> !call.isOpen(),
        call -> {
          refused(
              ask(call.method(), call.target() + "?colour=red", "", BOSS),
              400,
              "query parameter: \\\"colour\\\" (expected: ");
          for (var known : call.query()) {
            if (type(known.path("schema")).equals("array")) {
              continue;
            }
            var name = known.path("name").asText();
            refused(
                ask(call.method(), call.target() + "?" + name + "=1&" + name + "=2", "", BOSS),
                400,
                name,
                "once");
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> malformedPercentEncodingIsRefused() {
    return each(
        call -> true,
        call -> {
          for (var end : List.of("?a=%zz", "?a=%", "%4")) {
            refused(ask(call.method(), call.target() + end, "", BOSS), 400, "percent-encoding");
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> bytesThatAreNoTextAreNoFaultOfTheGateway() {
    return each(
        call -> call.path().contains("{"),
        call -> {
          var target = call.path().replaceAll("\\{\\w+}", "%ff%00%0a");
          assertThat(ask(call.method(), target, "", BOSS).status()).isBetween(200, 499);
        });
  }

  @TestFactory
  Stream<DynamicTest> anotherMethodIsToldWhichThereAre() {
    return each(
        call -> true,
        call -> {
          var answer = ask("PATCH", call.target(), "{}", BOSS);
          refused(answer, 405, "not with this method");
          var allowed = Objects.requireNonNull(answer.field("allow")).split(",\\s*");
          assertThat(Arrays.stream(allowed).sorted().toList())
              .isEqualTo(ControlApi.methods(call.path()));
        });
  }

  @TestFactory
  Stream<DynamicTest> aHugeBodyIsRefused() {
    var huge = "{\"tags\":[\"" + "x".repeat(1 << 20) + "\"]}";
    return each(
        call -> !call.method().equals("GET"),
        call -> refused(ask(call.method(), call.target(), huge, BOSS), 413, "1048576"));
  }

  @TestFactory
  Stream<DynamicTest> aBodyThatIsNoObjectOfJsonIsRefused() {
    return each(
        call -> call.body() != null && call.body().has("properties"),
        call -> {
          for (var body :
              List.of("[]", "{", "7", "\"x\"", "null", "{} {}", "{\"a\":\u0001}", "\u00ff")) {
            refused(ask(call.method(), call.target(), body, BOSS), 400, "the body");
          }
          var deep = "{\"a\":".repeat(9) + "1" + "}".repeat(9);
          refused(ask(call.method(), call.target(), deep, BOSS), 400, "more than 8 levels");
          refused(ask(call.method(), call.target(), "{\"a\":1,\"a\":1}", BOSS), 400, "twice");
          refused(ask(call.method(), call.target(), "{\"colour\":1}", BOSS), 400, "expected");
        });
  }

  @TestFactory
  Stream<DynamicTest> aValueOfAnotherTypeIsRefusedByItsKey() {
    return each(
        call -> call.body() != null && call.body().has("properties"),
        call ->
            Objects.requireNonNull(call.body())
                .path("properties")
                .properties()
                .forEach(
                    property -> {
                      var key = property.getKey();
                      var wrong = WRONG.getOrDefault(type(property.getValue()), "7");
                      var body = call.exampleWith(key, wrong);
                      refused(ask(call.method(), call.target(), body, BOSS), 400, key);
                    }));
  }

  private static String type(JsonNode schema) {
    var type = schema.path("type");
    return type.isArray() ? type.path(0).asText() : type.asText();
  }

  /** Method, target, body, and what the detail says. */
  @TestFactory
  Stream<DynamicTest> aValueOutOfRangeIsRefusedWithWhatIsAllowed() {
    var rows =
        """
        GET /cache/invalidations?since=yesterday | | since
        GET /cache/invalidations?tag=a,b | | no comma
        GET /cache/entries?limit=0 | | 1 to 1000
        GET /cache/entries?limit=1001 | | 1 to 1000
        GET /cache/entries?limit=-1 | | 1 to 1000
        GET /cache/entries?cursor=! | | cursor
        GET /cache/entries?url=/a | | begins with a host
        GET /cache/entries?prefix=shop.test/a | | ends with /
        GET /cache/entries?tag= | | 1 to 1024
        GET /cache/explain | | url
        GET /cache/explain?url=ftp://a | | url
        GET /cache/tags/x?limit=x | | 1 to 1000
        GET /cache/tags/x?cursor=x | | cursor
        GET /cache/tags/a%2Cb | | no comma
        GET /cache/events/dead-letters?limit=2000 | | 1 to 1000
        GET /cache/events/dead-letters?cursor=x | | cursor
        POST /cache/invalidations | {} | nothing to invalidate
        POST /cache/invalidations | {"tags":["a",7]} | tags[1]
        POST /cache/invalidations | {"tags":["a"],"timeout":"6m"} | 1ms to 5m
        POST /cache/invalidations | {"tags":["a"],"mode":"gentle"} | hard, soft
        POST /cache/invalidations | {"tags":["a"],"all":true} | all alone
        POST /cache/lookup | {"urls":[]} | 1 to 1000
        POST /cache/lookup | {"urls":[7]} | urls[0]
        POST /cache/warm | {} | nothing to warm up
        POST /cache/warm | {"urls":["http://a/"],"rate":0} | 1 to 10000
        POST /cache/warm | {"urls":["http://a/"],"concurrency":65} | 1 to 64
        POST /cache/warm | {"urls":["http://a/"],"headers":{"Cookie":"a=b"}} | Cookie
        PUT /cache/mode | {"mode":"off"} | read-only
        PUT /cache/mode | {"mode":"on","until":"noon"} | no other key
        POST /cache/events?wait=never | {"detail-type":"a","id":"1","source":"s","detail":{}} | cluster
        POST /cache/events?timeout=1h | {"detail-type":"a","id":"1","source":"s","detail":{}} | 1ms to 5m
        POST /service/x/purge | {"surrogate_keys":[]} | no keys
        POST /client/v4/zones/x/purge_cache | {"purge_everything":true,"tags":["a"]} | alone
        """;
    return rows.lines()
        .map(row -> row.split("\\s*\\|\\s*", -1))
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row[0] + " " + row[1],
                    () -> {
                      var call = row[0].split(" ", 2);
                      refused(ask(call[0], call[1], row[1], BOSS), 400, row[2]);
                    }));
  }

  @Test
  void everyExampleOfTheDocumentIsWhatItsSchemaSays() {
    var media = new ArrayList<JsonNode>();
    media.addAll(ControlApi.document().findParents("examples"));
    media.addAll(ControlApi.document().findParents("example"));
    int seen = 0;
    for (var each : media) {
      for (var example : each.path("examples")) {
        ControlApi.valid(each.path("schema"), example.path("value"), example.toString());
        seen++;
      }
      if (each.has("example") && !each.at("/schema/type").asText().equals("array")) {
        ControlApi.valid(each.path("schema"), each.path("example"), each.toString());
        seen++;
      }
    }
    assertThat(seen).isGreaterThan(50);
  }

  @Test
  void theStreamOfEventsNeedsItsScopeToo() {
    try (var admin = RawHttp.connect(gateway.adminPort())) {
      assertThat(admin.get("/cache/events/stream").status()).isEqualTo(401);
    }
    assertThat(ask("GET", "/cache/events/stream", "", "purger").status()).isEqualTo(403);
    try (var admin = RawHttp.connect(gateway.adminPort())) {
      var head =
          admin.request("GET", "/cache/events/stream", "Authorization", "Bearer reader").head();
      assertThat(head).contains(" 200 ").containsIgnoringCase("text/event-stream");
    }
  }
}
