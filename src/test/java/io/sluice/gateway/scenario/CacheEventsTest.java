package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RealRedisExtension;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The stream of what becomes of entries. */
@Timeout(60)
class CacheEventsTest {
  @RegisterExtension static final RealRedisExtension REDIS = new RealRedisExtension();

  private static RawHttp listen(GatewayUnderTest gateway) {
    var reader = RawHttp.connect(gateway.adminPort());
    reader.request("GET", "/cache/events/stream");
    assertThat(reader.head()).startsWith("HTTP/1.1 200").containsIgnoringCase("text/event-stream");
    return reader;
  }

  private static String until(RawHttp reader, Predicate<String> enough) {
    var text = new StringBuilder();
    while (!enough.test(text.toString())) {
      text.append(piece(reader));
    }
    return text.toString();
  }

  /** Reads past megabytes of others to one event; it and what is next to it. */
  private static String untilTold(RawHttp reader, String event) {
    var mark = "event: " + event + "\n";
    var text = new StringBuilder();
    int at;
    while ((at = text.indexOf(mark)) < 0) {
      text.delete(0, Math.max(0, text.length() - mark.length()));
      text.append(piece(reader));
    }
    while (!whole(event).test(text.substring(at))) {
      text.append(piece(reader));
    }
    return text.substring(at);
  }

  private static String piece(RawHttp reader) {
    var piece = reader.readPiece();
    assertThat(piece).as("the stream ended").isNotEmpty();
    return piece;
  }

  private static Predicate<String> whole(String event) {
    return Pattern.compile("event: " + event + "\ndata: [^\n]*\n").asPredicate();
  }

  private static JsonObject data(String text, String event) {
    int at = text.indexOf("event: " + event + "\ndata: ");
    assertThat(at).as(text).isNotNegative();
    return new JsonObject(
        text.substring(at).lines().skip(1).findFirst().orElse("").substring("data: ".length()));
  }

  @Test
  void whatIsStoredAndInvalidatedIsTold() {
    try (var gateway = GatewayUnderTest.with().redis(REDIS.server()).start()) {
      gateway
          .origin()
          .on("/product", OriginAnswer.fresh("one").field("Cache-Tag", "product:1,tools"));
      // The lease is there before each event loop has its own way to Redis.
      Until.met(
          () -> {
            gateway.get("/product", "Host", "shop.test");
            gateway.purgeTags("product:1");
            return String.valueOf(REDIS.server().call("KEYS", "*e:{*")).contains("e:{");
          });
      try (var reader = listen(gateway)) {
        gateway.get("/product", "Host", "shop.test");
        var stored = until(reader, text -> text.contains("\"l1\"") && text.contains("\"l2\""));
        gateway.purgeTags("product:1");
        var invalidated = until(reader, whole("invalidated"));

        var one = data(stored, "stored");
        assertThat(one.getString("url")).isEqualTo("http://shop.test/product");
        assertThat(one.getString("tier")).isIn("l1", "l2");
        assertThat(one.getString("node")).isEqualTo(gateway.gateway().incarnation());
        assertThat(one.getJsonArray("tags").encode()).contains("product:1", "tools");
        var order = data(invalidated, "invalidated");
        assertThat(order.getJsonArray("tags").encode()).contains("product:1");
        assertThat(order.containsKey("url")).isFalse();
      }
    }
  }

  @Test
  void whatMakesRoomIsTold() {
    try (var gateway = GatewayUnderTest.with("cache.l1.max-bytes", "1MiB").start()) {
      gateway.origin().otherwise(OriginAnswer.fresh("x".repeat(100_000)));
      try (var reader = listen(gateway)) {
        for (int i = 0; i < 50; i++) {
          gateway.get("/" + i);
        }
        var text = until(reader, whole("evicted"));
        assertThat(data(text, "evicted").getString("tier")).isEqualTo("l1");
      }
    }
  }

  @Test
  void aTokenIsNeededThatMayRead() {
    try (var gateway = GatewayUnderTest.with("admin.token", "a-secret-of-some-length").start()) {
      assertThat(gateway.admin("GET", "/cache/events/stream", "").status()).isEqualTo(401);
    }
  }

  @Test
  void aReaderThatIsTooSlowIsToldHowManyItHasMissed() {
    try (var gateway = GatewayUnderTest.with().start()) {
      // Fifteen kilobytes an event: what the connection takes holds few, and a thousand wait.
      var tags =
          IntStream.range(0, 15)
              .mapToObj(i -> i + "t".repeat(1000))
              .collect(Collectors.joining(","));
      gateway.origin().otherwise(OriginAnswer.fresh("").field("Cache-Tag", tags));
      try (var slow = RawHttp.connect(gateway.adminPort(), 4096)) {
        slow.request("GET", "/cache/events/stream");
        slow.head();
        for (int i = 0; i < 2000; i++) {
          gateway.get("/" + i);
        }
        var text = untilTold(slow, "dropped");
        assertThat(data(text, "dropped").getLong("count")).isPositive();
      }
    }
  }

  @Test
  void readersAreBoundedAndWhoLeavesMakesRoom() {
    try (var gateway = GatewayUnderTest.with().start()) {
      var readers = Stream.generate(() -> listen(gateway)).limit(16).toList();
      assertThat(gateway.admin("GET", "/cache/events/stream", "").status()).isEqualTo(503);
      readers.forEach(RawHttp::close);
      Until.met(
          () -> {
            try (var again = RawHttp.connect(gateway.adminPort())) {
              return again.request("GET", "/cache/events/stream").head().contains(" 200 ");
            }
          });
    }
  }
}
