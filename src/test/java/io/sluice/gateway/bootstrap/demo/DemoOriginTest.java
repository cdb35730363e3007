package io.sluice.gateway.bootstrap.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo origin as a client on a real socket sees it. */
@ExtendWith(VertxExtension.class)
class DemoOriginTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private URI base = URI.create("http://127.0.0.1");

  @BeforeEach
  void start(Vertx vertx) {
    HttpServer server = DemoOrigin.start(vertx, "127.0.0.1", 0, Duration.ofMillis(1)).await();
    base = URI.create("http://127.0.0.1:" + server.actualPort());
  }

  @Test
  void aProductIsFreshTaggedAndValidated() throws Exception {
    var response = get("/products/1");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    assertThat(header(response, "Cache-Control")).isEqualTo("public, max-age=300");
    assertThat(header(response, "Cache-Tag")).isEqualTo("product:1,category:tools");
    assertThat(header(response, "ETag")).matches("\"[0-9a-f]{16}\"");
    assertThat(header(response, "Date")).matches("\\w{3}, \\d{2} \\w{3} \\d{4} [\\d:]{8} GMT");
    assertThat(new JsonObject(response.body()))
        .isEqualTo(
            new JsonObject()
                .put("id", 1)
                .put("name", "Plain hammer")
                .put("category", "tools")
                .put("price", 9.99));
  }

  @Test
  void twoOriginsShowTheSameData(Vertx vertx) throws Exception {
    String first = get("/products").body();
    start(vertx);
    assertThat(get("/products").body()).isEqualTo(first);
  }

  @Test
  void listsCarryTheTagsOfAllTheirProducts() throws Exception {
    assertThat(header(get("/products"), "Cache-Tag").split(","))
        .hasSize(120 + 8)
        .contains("product:1", "product:120", "category:tools", "category:travel");
    assertThat(header(get("/categories/garden"), "Cache-Tag").split(","))
        .hasSize(15 + 1)
        .contains("product:2", "product:10", "category:garden");
    assertThat(header(get("/categories"), "Cache-Tag").split(",")).hasSize(8);
  }

  @Test
  void answers304ToTheValidatorItGave() throws Exception {
    String etag = header(get("/products/3"), "ETag");
    for (String condition : new String[] {etag, "W/" + etag, "\"other\", " + etag, "*"}) {
      var response = send(request("/products/3").header("If-None-Match", condition).GET());
      assertThat(response.statusCode()).as(condition).isEqualTo(304);
      assertThat(response.body()).isEmpty();
      assertThat(header(response, "ETag")).isEqualTo(etag);
      assertThat(header(response, "Cache-Tag")).startsWith("product:3,");
    }
    var other = send(request("/products/3").header("If-None-Match", "\"other\"").GET());
    assertThat(other.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH"})
  void aNewPriceChangesTheProductItsListsAndTheirValidators(String method) throws Exception {
    var before = get("/products/5");
    String listBefore = header(get("/categories/toys"), "ETag");
    var change = send(request("/products/5").method(method, body("{\"price\": 12.5}")));
    assertThat(change.statusCode()).isEqualTo(200);
    assertThat(header(change, "Cache-Control")).isEqualTo("no-store");
    var after = get("/products/5");
    assertThat(new JsonObject(after.body()).getDouble("price")).isEqualTo(12.5);
    assertThat(header(after, "ETag")).isNotEqualTo(header(before, "ETag"));
    assertThat(header(get("/categories/toys"), "ETag")).isNotEqualTo(listBefore);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"price\": null}",
        "{\"price\": \"12\"}",
        "{\"price\": 0}",
        "{\"price\": -1}",
        "{\"price\": 1000000.01}",
        "{\"price\": 1.999}",
        "{\"price\": 1e400}",
        "{\"price\": 1, \"name\": \"x\"}"
      })
  void aBadPriceIsAProblemAndChangesNothing(String json) throws Exception {
    String before = get("/products/5").body();
    var response = send(request("/products/5").PUT(body(json)));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(new JsonObject(response.body()).getString("detail")).contains("expected");
    assertThat(get("/products/5").body()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/products/0", "/products/121", "/products/01", "/categories/x"})
  void whatIsNotThereIsA404Problem(String path) throws Exception {
    var response = get(path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void anotherMethodIsA405Problem() throws Exception {
    var response = send(request("/products").DELETE());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(header(response, "Allow")).contains("GET");
  }

  @Test
  void headAnswersTheHeadOfGet() throws Exception {
    var head = send(request("/products/1").method("HEAD", BodyPublishers.noBody()));
    var get = get("/products/1");
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "ETag")).isEqualTo(header(get, "ETag"));
    assertThat(header(head, "Content-Length")).isEqualTo(header(get, "Content-Length"));
  }

  @Test
  void statsCountWhatReachedTheOriginButNotThemselves() throws Exception {
    get("/products/1");
    get("/products/1");
    get("/categories");
    get("/nowhere");
    send(request("/products/2").PUT(body("{\"price\": 3}")));
    get("/stats");
    var stats = get("/stats");
    assertThat(header(stats, "Cache-Control")).isEqualTo("no-store");
    assertThat(new JsonObject(stats.body()))
        .isEqualTo(
            new JsonObject()
                .put("total", 4)
                .put(
                    "paths",
                    new JsonObject()
                        .put("GET /products/1", 2)
                        .put("GET /categories", 1)
                        .put("PUT /products/2", 1)));
  }

  @Test
  void takesItsTimeToAnswer(Vertx vertx) throws Exception {
    var work = Duration.ofMillis(120);
    HttpServer slow = DemoOrigin.start(vertx, "127.0.0.1", 0, work).await();
    base = URI.create("http://127.0.0.1:" + slow.actualPort());
    long start = System.nanoTime();
    get("/products/1");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(work);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest.BodyPublisher body(String text) {
    return BodyPublishers.ofString(text);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
