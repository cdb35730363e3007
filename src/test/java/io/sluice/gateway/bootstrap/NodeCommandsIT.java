package io.sluice.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Sluice;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code sluice stats}, {@code explain} and {@code top} against a running node, as processes. */
@Timeout(180)
class NodeCommandsIT {
  private static final String URL = "http://shop.test/page";

  private static ScriptedOrigin origin;
  private static GatewayProcess node;

  @BeforeAll
  static void start() {
    origin = ScriptedOrigin.started();
    origin.on("/page", OriginAnswer.fresh("page").field("Cache-Tag", "red"));
    node = GatewayProcess.configured().environment("REDIS_ENABLED", "false").origin(origin).start();
    node.get("/page", "Host", "shop.test");
    node.get("/page", "Host", "shop.test");
  }

  @AfterAll
  static void stop() {
    node.close();
    origin.close();
  }

  private static Sluice.Ended sluice(String command, String... more) {
    var arguments = new ArrayList<String>(List.of(command, "--admin", node.adminUrl()));
    arguments.addAll(List.of(more));
    return Sluice.run(arguments.toArray(String[]::new));
  }

  private static JsonObject json(Sluice.Ended ended) {
    assertThat(ended.status()).as(ended.toString()).isZero();
    return new JsonObject(String.join("", ended.out()));
  }

  @Test
  void statsAreFiguresOfTheNode() {
    var text = sluice("stats");
    assertThat(text.status()).as(text.toString()).isZero();
    assertThat(text.out()).anyMatch(line -> line.matches(" +totalHits +\\d+"));
    assertThat(json(sluice("stats", "--json")).getJsonObject("memory").getLong("totalHits"))
        .isPositive();
  }

  @Test
  void explainSaysWhy() {
    var text = sluice("explain", URL);
    assertThat(text.status()).as(text.toString()).isZero();
    assertThat(text.out().get(0)).startsWith("HIT: memory has it, fresh for another ");
    assertThat(text.out()).anyMatch(line -> line.contains("tags  red"));
    assertThat(sluice("explain", "http://shop.test/absent").out().get(0)).startsWith("MISS: ");
    assertThat(
            json(sluice("explain", "--json", "-H", "Cache-Control: no-cache", URL))
                .getString("reason"))
        .isEqualTo("request");
  }

  @Test
  void topTellsOfEachLook() {
    var text = sluice("top", "--count", "2");
    assertThat(text.status()).as(text.toString()).isZero();
    assertThat(text.out()).hasSize(2).allMatch(line -> line.startsWith("hit rate "));
    assertThat(json(sluice("top", "--count", "1", "--json")).getJsonObject("perSecond").isEmpty())
        .isFalse();
  }

  @Test
  void whatIsWrongIsSaid() {
    var refused = sluice("explain", "shop.test");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).singleElement().asString().startsWith("400: url: ");
    assertThat(sluice("explain").status()).isEqualTo(2);
    assertThat(sluice("top", "--interval", "0").status()).isEqualTo(2);
    var unreachable = Sluice.run("stats", "--admin", "http://127.0.0.1:1");
    assertThat(unreachable.status()).isEqualTo(1);
    assertThat(unreachable.err()).singleElement().asString().startsWith("no answer from ");
  }
}
