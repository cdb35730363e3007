package io.sluice.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.RealRedis;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Orders that cannot be understood: a problem says why, and nothing reaches the log. */
class MalformedInvalidationTest {
  private static final RealRedis REDIS = RealRedis.notStarted();
  private static final GatewayUnderTest GATEWAY =
      GatewayUnderTest.with("invalidation.lease", "500ms", "invalidation.heartbeat", "50ms")
          .redis(REDIS);

  @BeforeAll
  static void start() {
    REDIS.start();
    GATEWAY.start();
    GATEWAY.purgeTags("first");
  }

  @AfterAll
  static void stop() {
    GATEWAY.close();
    REDIS.close();
  }

  static Stream<Arguments> orders() {
    return Stream.of(
        arguments("{}", 400, "nothing to invalidate"),
        arguments("{'tags':[],'urls':[],'all':false}", 400, "nothing to invalidate"),
        arguments("{'tags':null}", 400, "nothing to invalidate"),
        arguments("{'tags':['']}", 400, "tags[0]: tag: "),
        arguments("{'tags':['a',' ']}", 400, "tags[1]: tag: "),
        arguments("{'tags':['a,b']}", 400, "no comma"),
        arguments("{'tags':['a\\nb']}", 400, "visible ASCII"),
        arguments("{'tags':['a\\u0000']}", 400, "visible ASCII"),
        arguments("{'tags':['a\\u0085b']}", 400, "visible ASCII"),
        arguments("{'tags':['caf\\u00e9']}", 400, "visible ASCII"),
        arguments("{'tags':['\\ud800']}", 400, "visible ASCII"),
        arguments("{'tags':['" + "x".repeat(1025) + "']}", 400, "1 to 1024"),
        arguments("{'tags':'a'}", 400, "tags: not a list"),
        arguments("{'tags':[1]}", 400, "tags[0]: no string"),
        arguments("{'tags':['a',null]}", 400, "tags[1]: no string"),
        arguments("{'tags':[['a']]}", 400, "tags[0]: no string"),
        arguments("{'tags':{'a':1}}", 400, "tags: not a list"),
        arguments("{'tags':['a'],'tags':['b']}", 400, "key twice"),
        arguments("{'tag':['a']}", 400, "one of [all, dryRun, hosts"),
        arguments("{'" + "k".repeat(5000) + "':1}", 400, "key: "),
        arguments("{'tags':['a'],'all':true}", 400, "all alone"),
        arguments("{'all':'yes'}", 400, "all: \"yes\" (expected: true or false)"),
        arguments("{'all':1}", 400, "true or false"),
        arguments("{'all':true,'dryRun':'true'}", 400, "dryRun: "),
        arguments("{'all':true,'mode':'harder'}", 400, "mode: \"harder\""),
        arguments("{'all':true,'mode':1}", 400, "one of [hard, soft]"),
        arguments("{'all':true,'wait':'forever'}", 400, "one of [commit, cluster]"),
        arguments("{'all':true,'wait':'" + "w".repeat(100_000) + "'}", 400, "one of [commit"),
        arguments("{'all':true,'timeout':'0s'}", 400, "1ms to 5m"),
        arguments("{'all':true,'timeout':'6m'}", 400, "1ms to 5m"),
        arguments("{'all':true,'timeout':'-1s'}", 400, "1ms to 5m"),
        arguments("{'all':true,'timeout':10}", 400, "1ms to 5m"),
        arguments("{'all':true,'timeout':1e400}", 400, "1ms to 5m"),
        arguments("{'all':true,'timeout':" + "9".repeat(101) + "}", 400, "no JSON object"),
        arguments("{'urls':['/path']}", 400, "urls[0]: url: "),
        arguments("{'urls':['http://']}", 400, "urls[0]: host: "),
        arguments("{'urls':['http:///a']}", 400, "urls[0]: host: "),
        arguments("{'urls':['ftp://h/a']}", 400, "urls[0]: target: "),
        arguments("{'urls':['http://u:p@h/a']}", 400, "urls[0]: host: "),
        arguments("{'prefixes':['http://h/a']}", 400, "ends with /"),
        arguments("{'prefixes':['http://h/" + "x/".repeat(32) + "']}", 400, "32 segments"),
        arguments("{'hosts':['h/a']}", 400, "hosts[0]: host: "),
        arguments("{'hosts':['']}", 400, "hosts[0]: host: "),
        arguments("", 400, "empty"),
        arguments("tags=a", 400, "no JSON object"),
        arguments("[]", 400, "no JSON object"),
        arguments("'all'", 400, "no JSON object"),
        arguments("{'all':true", 400, "no JSON object"),
        arguments("{'all':true}{'all':true}", 400, "no JSON object"),
        arguments("{'all':true}/* comment */", 400, "no JSON object"),
        arguments("[".repeat(100_000), 400, "no JSON object"),
        arguments("{'tags':" + "[".repeat(9) + "]".repeat(9) + "}", 400, "levels"),
        arguments("{'tags':['\u00ff\u00fe']}", 400, "not UTF-8"),
        arguments("\u00fe\u00ff\u0000{\u0000}", 400, "not UTF-8"),
        arguments("{'tags':[" + tags(100_000, 1) + "]}", 413, "(limit: 10000 in one call"),
        arguments("{'tags':[" + tags(10_001, 1) + "]}", 413, "tags, urls, prefixes and hosts"),
        arguments("{'urls':[" + tags(5001, 1) + "]}", 413, "10002"),
        arguments("{'tags':[" + tags(100_000, 9) + "]}", 413, "1048576 bytes"));
  }

  private static String tags(int count, int length) {
    var tag = "'" + "t".repeat(length) + "'";
    return IntStream.range(0, count).mapToObj(i -> tag).collect(Collectors.joining(","));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void isRefusedWithAReasonAndNotCommitted(String order, int status, String reason) {
    long head = head();

    var answer = post(order.replace('\'', '"'), "application/json");

    assertProblem(answer, status, reason);
    assertThat(head()).isEqualTo(head);
    assertThat(new JsonObject(answer.text()).getString("detail")).hasSizeLessThan(500);
  }

  @ParameterizedTest
  @MethodSource("contentTypes")
  void theContentTypeDoesNotChangeHowABodyIsRead(String contentType) {
    long head = head();
    assertProblem(post("{\"tags\":[\"50%\"", contentType), 400, "no JSON object");
    assertThat(head()).isEqualTo(head);

    var order = "{\"tags\":[\"50%&\",\"" + "x".repeat(1024) + "\",\"" + "y".repeat(1024) + "\"]}";
    assertThat(post(order, contentType).status()).isEqualTo(200);
  }

  static Stream<String> contentTypes() {
    return Stream.of(
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "multipart/form-data",
        "text/plain; charset=utf-16",
        "nonsense");
  }

  @Test
  void aTagMayHoldInnerSpacesAsCommaSeparatedFieldsDo() {
    var answer = post("{\"tags\":[\" new in \"]}", "application/json");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("\"t:new in\"");
  }

  @Test
  void tenThousandTagsAreOneCommit() {
    var distinct =
        IntStream.range(0, 10_000).mapToObj(i -> "\"n" + i + "\"").collect(Collectors.joining(","));
    assertThat(post("{\"tags\":[" + distinct + "]}", "application/json").status()).isEqualTo(200);
  }

  private static RawResponse post(String body, String contentType) {
    try (var admin = RawHttp.connect(GATEWAY.adminPort())) {
      admin.send("POST /cache/invalidations HTTP/1.1\r\nHost: localhost\r\n");
      admin.send("Content-Type: " + contentType + "\r\n");
      admin.send("Content-Length: " + body.length() + "\r\n\r\n");
      try {
        admin.send(body.getBytes(StandardCharsets.ISO_8859_1));
      } catch (java.io.UncheckedIOException refusedMeanwhile) {
        // The answer is there before the whole body was sent.
      }
      return admin.response();
    }
  }

  private static void assertProblem(RawResponse answer, int status, String reason) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.field("content-type")).isEqualTo("application/problem+json");
    assertThat(new JsonObject(answer.text()).getString("detail")).contains(reason);
  }

  private static long head() {
    return new JsonObject(GATEWAY.admin("GET", "/cluster", "").text()).getLong("head");
  }
}
