package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.EventSender.event;
import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sluice.gateway.testing.EventSender;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code conf/examples/catalogue-events.yaml} does what it says, for what real senders send. */
class EventExampleTest {
  private static final String CATALOGUE = "https://erp.example/catalogue";

  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with().file(Path.of("conf/examples/catalogue-events.yaml"));

  static Stream<BiFunction<EventSender, CloudEvent, RawResponse>> modes() {
    return Stream.of(EventSender::structured, EventSender::binary, EventSender::batch);
  }

  @ParameterizedTest
  @MethodSource("modes")
  void aProductThatWasUpdatedIsFetchedAgain(BiFunction<EventSender, CloudEvent, RawResponse> mode) {
    cached("/products/7/blue-kite", "/products/8/red-kite");

    var answer =
        mode.apply(
            sender(),
            event("e-1", "product.updated", CATALOGUE, "{\"id\":7,\"slug\":\"blue-kite\"}"));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    var told = new JsonObject(answer.text()).getJsonArray("events").getJsonObject(0);
    assertThat(told.getString("result")).isEqualTo("applied");
    assertThat(told.getJsonArray("tags"))
        .containsExactly(
            "t:product:7",
            "u:https://shop.example/products/7/blue-kite",
            "u:http://shop.example/products/7/blue-kite");
    assertThat(gateway.get("/products/7/blue-kite").xCache()).isEqualTo("MISS");
    assertThat(gateway.get("/products/8/red-kite").xCache()).isEqualTo("HIT");
  }

  @Test
  void eventBridgeTellsOfItAsWell() {
    cached("/products/9/drum");

    var answer = sender().eventBridge("e-2", "product.deleted", "shop.catalogue", "{\"id\":\"9\"}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(gateway.get("/products/9/drum").xCache()).isEqualTo("MISS");
  }

  @Test
  void listsOfAProductThatMovedAreServedOnceMoreWhileTheyAreRefreshed() {
    gateway.origin().on("/lists/toys", fresh("toys").field("Cache-Tag", "category:toys"));
    gateway.get("/lists/toys");
    cached("/products/3/kite");

    var answer =
        sender()
            .structured(
                event(
                    "e-3",
                    "product.moved",
                    CATALOGUE,
                    "{\"id\":3,\"slug\":\"kite\",\"from\":\"toys\",\"to\":\"sports\",\"brands\":[]}"));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(new JsonObject(answer.text()).getJsonArray("receipts")).hasSize(2);
    assertThat(gateway.get("/products/3/kite").xCache()).isEqualTo("MISS");
    assertThat(gateway.get("/lists/toys").xCache()).isEqualTo("STALE");
  }

  private static void cached(String... paths) {
    for (var path : paths) {
      gateway.origin().on(path, fresh(path));
      gateway.get(path);
      assertThat(gateway.get(path).xCache()).isEqualTo("HIT");
    }
  }

  private static EventSender sender() {
    return new EventSender(gateway.adminPort());
  }
}
