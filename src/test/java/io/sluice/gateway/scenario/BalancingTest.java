package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three origins: who gets which request, and what happens when one is gone. */
class BalancingTest {
  private final List<ScriptedOrigin> origins =
      Stream.generate(ScriptedOrigin::started).limit(3).toList();
  private GatewayUnderTest gateway = GatewayUnderTest.with();

  @BeforeEach
  void script() {
    for (int i = 0; i < origins.size(); i++) {
      origins.get(i).on("/page", OriginAnswer.ok("origin " + i).field("Cache-Control", "no-store"));
    }
  }

  @AfterEach
  void stop() {
    gateway.close();
    origins.forEach(ScriptedOrigin::close);
  }

  private void start(String balance, String... settings) {
    var all =
        new ArrayList<>(
            List.of(
                "upstreams.default.origins",
                origins.stream().map(ScriptedOrigin::url).collect(Collectors.joining(",")),
                "upstreams.default.balance",
                balance));
    Collections.addAll(all, settings);
    gateway = GatewayUnderTest.with(all.toArray(String[]::new)).start();
  }

  private Map<String, String> pages(int count) {
    var answers = new HashMap<String, String>();
    for (int i = 0; i < count; i++) {
      var response = gateway.get("/page?n=" + i);
      assertThat(response.status()).as(response.toString()).isEqualTo(200);
      answers.put("/page?n=" + i, response.text());
    }
    return answers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"round-robin", "least-outstanding"})
  void allGetTheSameShare(String balance) {
    start(balance);
    pages(60);
    assertThat(origins).allSatisfy(o -> assertThat(o.count("/page")).isBetween(18, 22));
  }

  @Test
  void aBusyOneIsSpared() {
    start("least-outstanding", "vertx.event-loops", "1");
    var gate = new Gate();
    origins.forEach(o -> o.on("/slow", OriginAnswer.status(200).waitAt(gate).body("at last")));
    try (var waiting = gateway.connect().request("GET", "/slow")) {
      gate.awaitReached();
      pages(20);
      gate.open();
      assertThat(waiting.response().text()).isEqualTo("at last");
    }
    assertThat(origins)
        .allSatisfy(o -> assertThat(o.count("/page")).isEqualTo(o.count("/slow") > 0 ? 0 : 10));
  }

  @Test
  void weightsAreShares(@TempDir Path directory) throws IOException {
    var file =
        Files.writeString(
            directory.resolve("gateway.yaml"),
            """
            upstreams:
              weighted:
                origins: [{url: '%s', weight: 4}, '%s']
                balance: round-robin
            rules:
              - {match: {path: /page}, upstream: weighted}
            """
                .formatted(origins.get(0).url(), origins.get(1).url()));
    gateway = GatewayUnderTest.with("vertx.event-loops", "1").file(file).start();
    pages(50);
    assertThat(origins.get(0).count("/page")).isEqualTo(40);
    assertThat(origins.get(1).count("/page")).isEqualTo(10);
  }

  @Test
  void eachUrlHasAnOriginAndOnlyThoseOfADeadOneMove() {
    start("consistent-hash");
    var before = pages(60);
    assertThat(before.values()).contains("origin 0", "origin 1", "origin 2");
    assertThat(pages(60)).isEqualTo(before);

    origins.get(1).close();

    pages(60)
        .forEach(
            (page, answer) -> {
              if ("origin 1".equals(before.get(page))) {
                assertThat(answer).isIn("origin 0", "origin 2");
              } else {
                assertThat(answer).as(page).isEqualTo(before.get(page));
              }
            });
  }

  enum Algorithm {
    LEAST_OUTSTANDING,
    ROUND_ROBIN,
    CONSISTENT_HASH
  }

  /** The circuit becomes half-open again and again meanwhile. */
  @ParameterizedTest
  @EnumSource
  void withOneDeadOfThreeNoRequestFails(Algorithm balance) {
    origins.get(0).close();
    start(
        balance.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
        "fetch.breaker.reset-timeout",
        "300ms");
    var statuses =
        IntStream.range(0, 6)
            .parallel()
            .boxed()
            .flatMap(
                client -> {
                  try (var connection = gateway.connect()) {
                    return statuses(connection, client).stream();
                  }
                })
            .toList();
    assertThat(statuses).hasSize(600).containsOnly(200);
  }

  private static List<Integer> statuses(RawHttp connection, int client) {
    return IntStream.range(0, 100)
        .mapToObj(i -> connection.exchange("GET", "/page?n=" + client + "-" + i).status())
        .toList();
  }
}
