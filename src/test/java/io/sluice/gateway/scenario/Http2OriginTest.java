package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.Http2Origin;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.Until;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins that speak HTTP/2, and do not always do it well. */
class Http2OriginTest {
  private Http2Origin origin = Http2Origin.started((stream, path) -> stream.answer(path));
  private GatewayUnderTest gateway = GatewayUnderTest.with();

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  private void start(BiConsumer<Http2Origin.Stream, String> script) {
    origin.close();
    origin = Http2Origin.started(script);
    gateway =
        GatewayUnderTest.with(
                "upstreams.default.origins", origin.url(),
                "upstreams.default.http2", "true",
                "upstreams.default.connect-timeout", "500ms",
                "upstreams.default.first-byte-timeout", "500ms",
                "upstreams.default.breaker.max-failures", "1000",
                "vertx.event-loops", "1")
            .start();
  }

  @Test
  void requestsShareAConnection() {
    start((stream, path) -> stream.answer(path));

    List<RawHttp> clients =
        IntStream.range(0, 20)
            .mapToObj(i -> gateway.connect().request("GET", "/page" + i))
            .toList();

    for (int i = 0; i < 20; i++) {
      try (var client = clients.get(i)) {
        assertThat(client.response().text()).isEqualTo("/page" + i);
      }
    }
    assertThat(origin.connections()).isEqualTo(1);
  }

  /** The windows of flow control are the connection's, too. */
  @Test
  void responsesThatNobodyReadsDoNotHoldUpOthers() {
    var piece = "x".repeat(16 * 1024);
    start(
        (stream, path) -> {
          if (path.equals("/large")) {
            stream.head(200, "cache-control", "no-store");
            IntStream.range(0, 128).forEach(i -> stream.data(piece, i == 127));
          } else {
            stream.answer("small");
          }
        });

    var idlers =
        IntStream.range(0, 20)
            .mapToObj(i -> RawHttp.connect(gateway.port(), 4096).request("GET", "/large"))
            .toList();
    idlers.forEach(RawHttp::head);

    for (int i = 0; i < 20; i++) {
      assertThat(gateway.get("/small").text()).isEqualTo("small");
    }
    idlers.forEach(RawHttp::close);
  }

  @Test
  void aRefusedStreamIsAskedForAgain() {
    start(
        (stream, path) -> {
          if (origin.requests().size() == 1) {
            stream.reset(Http2Error.REFUSED_STREAM);
          } else {
            stream.answer("second");
          }
        });

    assertThat(gateway.get("/a").text()).isEqualTo("second");
  }

  @Test
  void aStreamThatIsResetOtherwiseIsNot() {
    start((stream, path) -> stream.reset(Http2Error.INTERNAL_ERROR));

    assertThat(gateway.get("/a").status()).isEqualTo(502);
    assertThat(origin.requests()).hasSize(1);
  }

  @Test
  void aResetInMidBodyIsABreak() {
    start(
        (stream, path) ->
            stream
                .head(200, "cache-control", "max-age=60")
                .data("begin", false)
                .reset(Http2Error.INTERNAL_ERROR));

    for (int i = 1; i <= 2; i++) {
      try (var client = gateway.connect()) {
        assertThat(client.get("/a").complete()).isFalse();
      }
      assertThat(origin.requests()).hasSize(i);
    }
  }

  @Test
  void aConnectionThatClosesIsReplaced() {
    start(
        (stream, path) -> {
          if (path.equals("/close")) {
            stream.closeConnection();
          } else {
            stream.answer(path);
          }
        });

    assertThat(gateway.get("/close").status()).isEqualTo(502);
    assertThat(gateway.get("/open").text()).isEqualTo("/open");
    assertThat(origin.connections()).isEqualTo(2);
  }

  /** A time-out ends a stream only; the connection has to be found dead by itself. */
  @Test
  void aConnectionThatFallsSilentIsReplaced() {
    start(
        (stream, path) -> {
          if (stream.connection() == 1) {
            stream.fallSilent();
          } else {
            stream.answer(path);
          }
        });

    assertThat(gateway.get("/lost").status()).isEqualTo(504);
    Until.met(() -> gateway.get("/found").status() == 200);
    assertThat(origin.connections()).isEqualTo(2);
  }

  /** It answers slowly, but it is there: others on the same connection are not to suffer. */
  @Test
  void aConnectionWhoseOriginIsSlowStays() {
    start(
        (stream, path) -> {
          if (!path.equals("/never")) {
            stream.answer(path);
          }
        });

    for (int i = 0; i < 3; i++) {
      assertThat(gateway.get("/never").status()).isEqualTo(504);
    }
    assertThat(gateway.get("/page").text()).isEqualTo("/page");
    assertThat(origin.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 102, 104, 199})
  void anInterimResponseIsNotTakenForTheAnswer(int status) {
    start((stream, path) -> stream.head(status).answer("final"));

    var response = gateway.get("/a");

    assertThat(response.status()).isIn(200, 502);
    assertThat(response.status() == 502 || response.text().equals("final")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nset-cookie: evil=1", "a\nb", "a\u0000b"})
  void aFieldThatWouldSplitTheResponseDoesNot(String value) {
    start((stream, path) -> stream.head(200, "x-field", value).data("body", true));

    var response = gateway.get("/a");

    assertThat(response.field("set-cookie")).isNull();
    assertThat(response.status()).isEqualTo(502);
  }

  @Test
  void aHeadMayBeAsLongAsOverHttp1() {
    start((stream, path) -> stream.head(200, "x-field", "f".repeat(40_000)).data("body", true));

    assertThat(gateway.get("/a").field("x-field")).hasSize(40_000);
  }

  @Test
  void moreThanContentLengthIsNoWholeResponse() {
    start(
        (stream, path) ->
            stream
                .head(200, "cache-control", "max-age=60", "content-length", "3")
                .data("four", true));

    for (int i = 1; i <= 2; i++) {
      assertThat(isWhole("/a")).isFalse();
      assertThat(origin.requests()).hasSize(i);
    }
  }

  @Test
  void aTrailerThatWouldSplitTheResponseIsABreak() {
    start(
        (stream, path) ->
            stream
                .head(200, "cache-control", "max-age=60")
                .data("body", false)
                .trailers("x-checked", "a\r\nb: c"));

    assertThat(isWhole("/a")).isFalse();
  }

  private boolean isWhole(String target) {
    try (var client = gateway.connect()) {
      var response = client.get(target);
      return response.status() == 200 && response.complete();
    } catch (AssertionError closedWithoutAnAnswer) {
      return false;
    }
  }
}
