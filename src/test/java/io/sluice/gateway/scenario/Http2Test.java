package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HTTP/2 in clear text, with prior knowledge. */
class Http2Test {
  @RegisterExtension
  static final GatewayUnderTest gateway = GatewayUnderTest.with("http.max-body-bytes", "100KiB");

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false));

  private record Answer(int status, MultiMap fields, String text) {
    String xCache() {
      return String.valueOf(fields.get("x-cache"));
    }
  }

  @BeforeEach
  void script() {
    gateway.origin().on("/a", fresh("body").field("ETag", "\"v\""));
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private Future<Answer> send(HttpMethod method, String target, String body, String... fields) {
    var options =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(gateway.port())
            .setMethod(method)
            .setURI(target);
    for (int i = 0; i < fields.length; i += 2) {
      options.putHeader(fields[i], fields[i + 1]);
    }
    return client
        .request(options)
        .compose(request -> body.isEmpty() ? request.send() : request.send(Buffer.buffer(body)))
        .compose(
            response ->
                response
                    .body()
                    .map(
                        bytes ->
                            new Answer(
                                response.statusCode(), response.headers(), bytes.toString())));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void hitsAndMissesAreSharedWithHttp1() throws Exception {
    assertThat(await(send(HttpMethod.GET, "/a", "")).xCache()).isEqualTo("MISS");
    var hit = await(send(HttpMethod.GET, "/a", ""));
    assertThat(hit.xCache()).isEqualTo("HIT");
    assertThat(hit.text()).isEqualTo("body");
    assertThat(gateway.get("/a").xCache()).isEqualTo("HIT");
    assertThat(await(send(HttpMethod.HEAD, "/a", "")).fields().get("content-length"))
        .isEqualTo("4");
    assertThat(await(send(HttpMethod.GET, "/a", "", "if-none-match", "\"v\"")).status())
        .isEqualTo(304);
  }

  @Test
  void theOriginGetsTheAuthorityAsHost() throws Exception {
    gateway.origin().on("/auth", fresh("x"));
    await(send(HttpMethod.GET, "/auth", ""));
    var received = gateway.origin().last("/auth");
    assertThat(received.fields("host")).containsExactly("127.0.0.1:" + gateway.port());
    assertThat(received.field("via")).isEqualTo("2.0 sluice");
    assertThat(received.fields("content-length")).isEmpty();
    assertThat(received.fields("transfer-encoding")).isEmpty();
  }

  @Test
  void chunkedResponsesAndHopByHopFieldsAreTranslated() throws Exception {
    gateway.origin().on("/chunked", ok("ab").body("cd").chunked().field("Keep-Alive", "timeout=5"));
    var response = await(send(HttpMethod.GET, "/chunked", ""));
    assertThat(response.text()).isEqualTo("abcd");
    assertThat(response.fields().contains("transfer-encoding")).isFalse();
    assertThat(response.fields().contains("keep-alive")).isFalse();
    assertThat(response.fields().contains("connection")).isFalse();
  }

  @Test
  void bodiesReachTheOrigin() throws Exception {
    gateway.origin().on("/up", ok("done"));
    assertThat(await(send(HttpMethod.POST, "/up", "x".repeat(50_000))).text()).isEqualTo("done");
    assertThat(gateway.origin().last("/up").body()).hasSize(50_000);
    assertThat(await(send(HttpMethod.DELETE, "/up", "")).text()).isEqualTo("done");
    assertThat(gateway.origin().last("/up").body()).isEmpty();
  }

  @Test
  void refusalsAndFailuresAreValidHttp2() throws Exception {
    gateway.origin().on("/down", status(200).breakOff());
    // This test's own client may log that its upload was cut short.
    gateway.mayLog("ConnectionBase");
    assertThat(await(send(HttpMethod.GET, "/down", "")).status()).isEqualTo(502);
    assertThat(await(send(HttpMethod.POST, "/up", "x".repeat(200_000))).status()).isEqualTo(413);
    assertThat(await(send(HttpMethod.GET, "/a", "")).status()).isEqualTo(200);
  }

  @Test
  void manyStreamsShareOneFetch() throws Exception {
    var gate = new io.sluice.gateway.testing.Gate();
    OriginAnswer answer = status(200).field("Cache-Control", "max-age=9").waitAt(gate).body("one");
    gateway.origin().on("/many", answer);
    var answers = new java.util.ArrayList<Future<Answer>>();
    for (int i = 0; i < 30; i++) {
      answers.add(send(HttpMethod.GET, "/many", ""));
    }
    gate.awaitReached();
    gate.open();
    for (var future : answers) {
      assertThat(await(future).text()).isEqualTo("one");
    }
    assertThat(gateway.origin().count("/many")).isEqualTo(1);
  }
}
