package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.Until;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a rule wants fetched after a write. */
class PrefetchTest {
  private static final String RULES =
      """
      - name: changed
        match: {path: "/articles/{id}", methods: [PUT, DELETE]}
        invalidates: ["list"]
        prefetch: ["/articles/{id}", "/articles?page=1", "/articles/{id}"]
      - name: list
        match: {path: /articles}
        tags: [list]
      - name: looping
        match: {path: /loop}
        prefetch: [/loop]
      """;

  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with("rules", RULES);

  private static long count(String name) {
    var metrics = gateway.admin("GET", "/metrics", "").text();
    return metrics
        .lines()
        .filter(line -> line.startsWith("sluice_" + name + "_total "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void afterAWriteTheNewIsThereBeforeAnybodyAsks() {
    var version = new AtomicInteger();
    gateway
        .origin()
        .on(
            "/articles/1",
            request -> {
              if (request.method().equals("PUT")) {
                version.incrementAndGet();
                return status(204);
              }
              return fresh("v" + version.get());
            })
        .on("/articles", request -> fresh("list" + version.get()));
    gateway.get("/articles/1");
    gateway.get("/articles?page=1");
    assertThat(gateway.get("/articles/1").text()).isEqualTo("v0");
    long before = count("prefetch");

    gateway.exchange(
        "PUT", "/articles/1", "Cookie", "session=secret", "Authorization", "Basic c2VjcmV0");

    Until.met(() -> count("prefetch") == before + 2);
    var article = gateway.get("/articles/1");
    assertThat(article.xCache()).isEqualTo("HIT");
    assertThat(article.text()).isEqualTo("v1");
    assertThat(gateway.get("/articles?page=1").xCache()).isEqualTo("HIT");
    assertThat(gateway.get("/articles?page=1").text()).isEqualTo("list1");
    // The first read, the write, and one fetch ahead, though the rule names it twice.
    assertThat(gateway.origin().count("/articles/1")).isEqualTo(3);
    var sent = gateway.origin().last("/articles/1");
    assertThat(sent.method()).isEqualTo("GET");
    assertThat(sent.field("Cookie")).isNull();
    assertThat(sent.field("Authorization")).isNull();
  }

  @Test
  void whatWasBeingFetchedWhenTheNextWriteCameIsNeverServed() {
    var gate = new Gate();
    var reads = new AtomicInteger();
    gateway
        .origin()
        .on(
            "/articles/2",
            request ->
                request.method().equals("PUT")
                    ? status(204)
                    : reads.incrementAndGet() == 1
                        ? status(200)
                            .field("Cache-Control", "max-age=60")
                            .waitAt(gate)
                            .body("between")
                        : fresh("new"))
        .on("/articles", fresh("list"));
    long before = count("prefetch");
    gateway.exchange("PUT", "/articles/2");
    gate.awaitReached();
    // The first fetch is under way: what it brings is older than this write.
    gateway.exchange("PUT", "/articles/2");
    gate.open();

    Until.met(() -> count("prefetch") == before + 4);
    var read = gateway.get("/articles/2");
    assertThat(read.text()).isEqualTo("new");
    assertThat(read.xCache()).isEqualTo("HIT");
    assertThat(reads).hasValue(2);
  }

  @Test
  void aFetchThatFailsOrHangsLeavesTheWriteAlone() {
    var gate = new Gate();
    gateway
        .origin()
        .on(
            "/articles/3",
            request -> request.method().equals("PUT") ? status(204) : status(200).waitAt(gate))
        .on("/articles", status(500));
    long failed = count("prefetch_failed");

    assertThat(gateway.exchange("PUT", "/articles/3").status()).isEqualTo(204);

    gate.awaitReached();
    Until.met(() -> count("prefetch_failed") == failed + 1);
    gate.open();
  }

  @Test
  void aRefusedWriteFetchesNothing() {
    gateway.origin().on("/articles/4", status(403)).on("/articles", fresh("list"));
    int lists = gateway.origin().count("/articles");
    long before = count("prefetch");

    gateway.exchange("DELETE", "/articles/4");
    // A good one behind it shows that nothing was waiting.
    gateway.origin().on("/articles/5", status(204));
    gateway.exchange("DELETE", "/articles/5");

    Until.met(() -> count("prefetch") == before + 2);
    assertThat(gateway.origin().count("/articles/4")).isEqualTo(1);
    assertThat(gateway.origin().count("/articles")).isEqualTo(lists + 1);
  }

  @Test
  void whatIsFetchedAheadFetchesNothingItself() {
    gateway.origin().on("/loop", status(200).field("Cache-Control", "no-store").body("x"));
    long before = count("prefetch");

    gateway.post("/loop", "x");

    Until.met(() -> count("prefetch") == before + 1);
    Until.steady(() -> gateway.origin().count("/loop"));
    // The write and what it wants; no more.
    assertThat(gateway.origin().count("/loop")).isEqualTo(2);
  }

  @Test
  void whatIsTooMuchIsDroppedAndCounted() {
    var gate = new Gate();
    var paths = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      paths.append("/x").append(i).append(", ");
    }
    var rule = "[{match: {path: /many}, prefetch: [" + paths + "/y]}]";
    try (var flooded = GatewayUnderTest.with("rules", rule).start()) {
      flooded.origin().on("/many", status(204)).otherwise(status(204).waitAt(gate));
      assertThat(flooded.post("/many", "x").status()).isEqualTo(204);
      var metrics = flooded.admin("GET", "/metrics", "").text();
      assertThat(metrics).contains("sluice_prefetch_dropped_total 1001.0");
      gate.open();
    }
  }
}
