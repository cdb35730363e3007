package io.sluice.gateway.adapter.web;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.sluice.gateway.adapter.web.UpstreamOptions.Balance;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shares of origins of different weight, and what changes when one goes. */
class BalancerTest {
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  /** Origins a, b, c, ... of these weights. */
  private static List<Origin> origins(int... weights) {
    return new OriginPool(vertx, Pools.of(weights), null, idle -> {}).origins();
  }

  private static String pick(Balancer balancer, List<Origin> origins, int number) {
    return Pools.name(balancer.pick(origins, Pools.request("/products/" + number)));
  }

  private static String picks(Balancer balancer, List<Origin> origins, int count) {
    var picks = new StringBuilder();
    for (int i = 0; i < count; i++) {
      picks.append(pick(balancer, origins, i));
    }
    return picks.toString();
  }

  private static Map<String, Long> shares(Balancer balancer, List<Origin> origins, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> pick(balancer, origins, i))
        .collect(groupingBy(name -> name, counting()));
  }

  @Test
  void roundRobinTakesTurnsByWeight() {
    var balancer = Balancer.of(Balance.ROUND_ROBIN);
    assertThat(picks(balancer, origins(1, 1, 1), 6)).isEqualTo("abcabc");
    assertThat(picks(balancer, origins(3, 1), 8)).isEqualTo("aabaaaba");
  }

  @Test
  void leastOutstandingTakesTheLeastBusyForItsWeight() {
    var balancer = Balancer.of(Balance.LEAST_OUTSTANDING);
    var origins = origins(2, 1);
    var pending = Promise.<Void>promise();
    var picks = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      var origin = balancer.pick(origins, Pools.request("/"));
      picks.append(Pools.name(origin));
      var unused = origin.guard(pending::future);
    }
    assertThat(origins).extracting(Origin::outstanding).containsExactly(6, 3);
    assertThat(picks).startsWith("ab");
  }

  @Test
  void leastOutstandingTakesTurnsWhileNobodyIsBusy() {
    var balancer = Balancer.of(Balance.LEAST_OUTSTANDING);
    assertThat(picks(balancer, origins(3, 1), 8)).isEqualTo("aabaaaba");
  }

  @Test
  void consistentHashSharesUrlsByWeight() {
    var shares = shares(Balancer.of(Balance.CONSISTENT_HASH), origins(1, 1, 2), 20_000);
    assertThat(shares.get("a")).isCloseTo(5000L, withPercentage(5));
    assertThat(shares.get("b")).isCloseTo(5000L, withPercentage(5));
    assertThat(shares.get("c")).isCloseTo(10_000L, withPercentage(5));
  }

  @Test
  void consistentHashMovesTheUrlsOfTheOneThatGoesAndSpreadsThem() {
    var balancer = Balancer.of(Balance.CONSISTENT_HASH);
    var all = origins(1, 1, 1);
    var left = List.of(all.get(0), all.get(2));
    var moved = new int[2];
    for (int i = 0; i < 6000; i++) {
      var before = pick(balancer, all, i);
      var after = pick(balancer, left, i);
      if (before.equals("b")) {
        moved[after.equals("a") ? 0 : 1]++;
      } else {
        assertThat(after).isEqualTo(before);
      }
    }
    assertThat(moved[0]).isCloseTo(1000, withPercentage(15));
    assertThat(moved[1]).isCloseTo(1000, withPercentage(15));
  }
}
