package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.ScriptedOrigin;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code conf/examples/orders-and-catalogue.yaml} does what it says. */
class ExampleShopTest {
  private static final ScriptedOrigin ORDERS = ScriptedOrigin.started();

  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with("upstreams.orders.origins", ORDERS.url())
          .file(Path.of("conf/examples/orders-and-catalogue.yaml"));

  private static final String[] PAGES = {
    "/products/1",
    "/products/5",
    "/products/9",
    "/products?id=1&id=9",
    "/search?q=hammer",
    "/search?q=saw",
    "/prices/today",
    "/prices/other",
    "/brands/acme"
  };

  @AfterAll
  static void stop() {
    ORDERS.close();
  }

  private static OriginAnswer json(String body) {
    return ok(body).field("Content-Type", "application/json");
  }

  @BeforeEach
  void theCatalogueIsStored() {
    gateway
        .origin()
        .on(
            "/products/1",
            request -> product(request.method(), "{\"id\":1,\"category\":\"tools\"}"))
        .on("/products/5", json("{\"id\":5,\"category\":\"tools\"}"))
        .on("/products/9", json("{\"id\":9,\"category\":\"paint\"}"))
        .on("/products", json("[{\"id\":1},{\"id\":9}]"))
        .on(
            "/search",
            request ->
                json(
                    request.target().endsWith("saw")
                        ? "{\"items\":[{\"id\":9}]}"
                        : "{\"items\":[{\"id\":1},{\"id\":5}]}"))
        .on("/prices/today", ok("1.00").field("X-Store-Id", "berlin"))
        .on("/prices/other", ok("2.00").field("X-Store-Id", "paris"))
        .on(
            "/brands/acme",
            ok("acme")
                .field("Cache-Control", "max-age=60")
                .field("Cache-Tags", "product:1,brand:acme"));
    ORDERS
        .on("/customers/ann/orders", ok("of ann"))
        .on("/customers/bob/orders", ok("of bob"))
        .on(
            "/orders",
            status(201)
                .field("Content-Type", "application/json")
                .field("X-Customer-Id", "ann")
                .body("{\"id\":7,\"lines\":[{\"productId\":1,\"quantity\":2}]}"));
    for (var page : PAGES) {
      gateway.get(page);
      assertThat(word(page)).as(page).isEqualTo("HIT");
    }
  }

  private static OriginAnswer product(String method, String body) {
    return json(method.equals("PUT") ? "{\"id\":1,\"category\":\"paint\"}" : body);
  }

  private static String word(String target) {
    return String.valueOf(gateway.get(target).xCache());
  }

  private static void assertOnlyGone(String... gone) {
    for (var page : PAGES) {
      var expected = List.of(gone).contains(page) ? "MISS" : "HIT";
      assertThat(word(page)).as(page).isEqualTo(expected);
    }
  }

  @Test
  void anOrderReachesWhateverShowsItsProducts() {
    gateway.get("/customers/ann/orders");
    gateway.get("/customers/bob/orders");

    assertThat(gateway.post("/orders", "{}").status()).isEqualTo(201);

    assertThat(ORDERS.last("/orders").body()).isEqualTo("{}");
    assertOnlyGone("/products/1", "/products?id=1&id=9", "/search?q=hammer", "/brands/acme");
    assertThat(word("/customers/ann/orders")).isEqualTo("MISS");
    assertThat(word("/customers/bob/orders")).isEqualTo("HIT");
    assertThat(word("/orders")).isEqualTo("BYPASS");
  }

  @Test
  void aProductThatChangesReachesItsNewCategoryToo() {
    gateway.exchange("PUT", "/products/1");
    assertOnlyGone(
        "/products/1", "/products/9", "/products?id=1&id=9", "/search?q=hammer", "/brands/acme");
  }

  @ParameterizedTest
  @CsvSource({
    "category:paint, /products/9",
    "store:berlin, /prices/today",
    "brand:acme, /brands/acme",
  })
  void tagsOfEachKindCanBePurged(String tag, String page) {
    gateway.purgeTags(tag);
    assertOnlyGone(page);
  }
}
