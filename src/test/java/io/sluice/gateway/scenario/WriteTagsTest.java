package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.Until;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a write's query and its response say is invalidated before the response is released. */
class WriteTagsTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "rules",
          """
          - name: order
            match: {path: /orders, methods: [POST]}
            invalidates:
              - "product:{body./lines/*/product}"
              - "customer:{header.x-customer}"
              - "store:{query.store}"
          - {name: product, match: {path: "/products/{id}"}, ttl: 1h, tags: ["product:{id}"]}
          - {name: customer, match: {path: "/customers/{id}"}, ttl: 1h, tags: ["customer:{id}"]}
          - {name: store, match: {path: "/stores/{id}"}, ttl: 1h, tags: ["store:{id}"]}
          """,
          "cache.max-object-bytes",
          "1MiB");

  private static final String LINES = "{\"lines\":[{\"product\":1},{\"product\":\"2\"}]}";

  @BeforeEach
  void everythingIsStored() {
    gateway.purgeTags("product:1", "product:2", "product:3", "customer:9", "store:4");
    for (var path :
        new String[] {"/products/1", "/products/2", "/products/3", "/customers/9", "/stores/4"}) {
      gateway.origin().on(path, ok("x"));
      gateway.get(path);
      assertThat(word(path)).isEqualTo("HIT");
    }
  }

  private static String word(String path) {
    return String.valueOf(gateway.get(path).xCache());
  }

  private static OriginAnswer created(String body) {
    return status(201).field("Content-Type", "application/json").body(body);
  }

  private static RawResponse order(OriginAnswer answer) {
    gateway.origin().on("/orders", answer);
    return gateway.post("/orders?store=4", "{}", "Accept-Encoding", "gzip");
  }

  @Test
  void whatTheResponseNamesIsInvalidatedBeforeItIsReleased() {
    var response = order(created(LINES).field("X-Customer", "9"));

    assertThat(response.text()).isEqualTo(LINES);
    assertThat(response.cacheStatus()).isEqualTo("sluice; fwd=method");
    assertThat(gateway.origin().last("/orders").field("Accept-Encoding")).isNull();
    assertThat(gateway.origin().last("/orders").body()).isEqualTo("{}");
    assertThat(word("/products/1")).isEqualTo("MISS");
    assertThat(word("/products/2")).isEqualTo("MISS");
    assertThat(word("/products/3")).isEqualTo("HIT");
    assertThat(word("/customers/9")).isEqualTo("MISS");
    assertThat(word("/stores/4")).isEqualTo("MISS");
  }

  @Test
  void whatIsTooLongForATagIsNotKeptInReceipts() {
    var longValue = "y".repeat(2000);
    order(created("{\"lines\":[{\"product\":\"" + longValue + "\"},{\"product\":1}]}"));

    assertThat(word("/products/1")).isEqualTo("MISS");
    assertThat(gateway.admin("GET", "/cache/invalidations", "").text())
        .contains("t:product:1")
        .doesNotContain(longValue);
  }

  @Test
  void anAnswerWithoutContentNamesNothing() {
    assertThat(order(status(204).field("X-Customer", "9")).cacheStatus())
        .isEqualTo("sluice; fwd=method");
    assertThat(word("/products/1")).isEqualTo("HIT");
    assertThat(word("/customers/9")).isEqualTo("MISS");
  }

  @Test
  void aRefusedWriteInvalidatesNothing() {
    assertThat(order(status(409).field("Content-Type", "application/json").body(LINES)).text())
        .isEqualTo(LINES);
    assertThat(word("/products/1")).isEqualTo("HIT");
    assertThat(word("/stores/4")).isEqualTo("HIT");
  }

  @Test
  void whatCannotBeReadIsSaidAndTheRestIsInvalidated() {
    assertThat(order(ok("thanks").field("Content-Type", "text/html")).cacheStatus())
        .contains("detail=tags-not-json");
    assertThat(word("/products/1")).isEqualTo("HIT");
    assertThat(word("/stores/4")).isEqualTo("MISS");

    assertThat(order(created("{\"lines\":[")).cacheStatus()).contains("detail=tags-unreadable");
    assertThat(order(created(LINES).field("Content-Encoding", "br")).cacheStatus())
        .contains("detail=tags-coded");
    var large = created("{\"pad\":\"").body("x".repeat(3 << 20)).body("\"}");
    var response = order(large);
    assertThat(response.text()).hasSize((3 << 20) + 10);
    assertThat(response.cacheStatus()).contains("detail=tags-unreadable");
  }

  @Test
  void anAnswerThatBreaksOffBreaksOffForTheClientToo() {
    var response = order(created("{\"lines\":[").chunked().breakOff());
    assertThat(response.complete()).isFalse();
    assertThat(word("/stores/4")).isEqualTo("MISS");
  }

  @Test
  void withoutAnAnswerWhatTheRequestSaysIsInvalidated() {
    assertThat(order(status(200).breakOff()).status()).isEqualTo(502);
    assertThat(word("/products/1")).isEqualTo("HIT");
    assertThat(word("/stores/4")).isEqualTo("MISS");
  }

  @Test
  void aClientThatLeavesDoesNotKeepWhatItHasChanged() {
    var gate = new Gate();
    gateway.origin().on("/orders", created("{\"lines\":").waitAt(gate).body("[{\"product\":1}]}"));
    var client = gateway.connect().requestWithBody("POST", "/orders", "{}");
    gate.awaitReached();
    client.abort();
    try (var connection = gateway.connect()) {
      connection.get("/none");
    }
    gate.open();

    Until.met(() -> !word("/products/1").equals("HIT"));
  }
}
