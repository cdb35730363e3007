package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Lease, log and invalidations as metrics, as JSON, and in the log. */
class ObservabilityTest {
  private static final RealRedis REDIS = RealRedis.notStarted();

  @RegisterExtension
  final GatewayUnderTest gateway =
      GatewayUnderTest.with(
              "invalidation.lease",
              "500ms",
              "invalidation.heartbeat",
              "50ms",
              "redis.key-prefix",
              "seen" + System.nanoTime() + ":")
          .redis(REDIS);

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.sluice.gateway.invalidation");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeAll
  static void startRedis() {
    REDIS.start();
  }

  @AfterAll
  static void stopRedis() {
    REDIS.close();
  }

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  private double metric(String name) {
    var line = "\n" + name + " ";
    var text = gateway.admin("GET", "/metrics", "").text();
    int at = text.indexOf(line);
    assertThat(at).as(name + " in\n" + text).isNotNegative();
    return Double.parseDouble(text.substring(at + line.length()).lines().findFirst().orElse(""));
  }

  private Stream<String> lines() {
    return List.copyOf(log.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(message -> message.startsWith("Invalidation"));
  }

  @Test
  void theLeaseAndTheLogAreMeasured() {
    gateway.purgeTags("a", "b");

    Until.met(() -> metric("sluice_log_lag_seconds") == 0 && metric("sluice_lease_held") == 1);
    assertThat(metric("sluice_lease_remaining_seconds")).isBetween(0.0, 0.5);
    assertThat(metric("sluice_heartbeat_age_seconds")).isBetween(0.0, 5.0);
    assertThat(metric("sluice_heartbeats_total")).isPositive();
    assertThat(metric("sluice_heartbeat_failures_total")).isNotNegative();
    assertThat(metric("sluice_leases_lost_total")).isNotNegative();
    assertThat(metric("sluice_log_applied_sequence")).isEqualTo(metric("sluice_log_head_sequence"));
    assertThat(metric("sluice_log_recovering")).isZero();
    assertThat(metric("sluice_log_recoveries_total")).isZero();
    assertThat(metric("sluice_log_generation_changes_total")).isZero();
    assertThat(metric("sluice_log_term_changes_total")).isZero();
    assertThat(metric("sluice_log_reasserted_records_total")).isZero();
    assertThat(metric("sluice_nodes_registered")).isEqualTo(1);
    assertThat(metric("sluice_nodes_silent")).isZero();
    assertThat(metric("sluice_nodes_fenced_total")).isZero();
    assertThat(metric("sluice_tag_table_records")).isEqualTo(2);
    assertThat(metric("sluice_tag_table_size_bytes")).isPositive();
    assertThat(metric("sluice_tag_table_floor_sequence")).isNotNegative();
    assertThat(metric("sluice_held_tags")).isZero();
    assertThat(metric("sluice_invalidations_pending")).isZero();
  }

  @Test
  void aLostLogIsCounted() {
    REDIS.flushAll();
    Until.met(() -> metric("sluice_log_generation_changes_total") == 1);
    gateway.awaitLease();
  }

  @Test
  void invalidationsAreCountedByOutcomeAndTimed() {
    gateway.purgeTags("a");
    gateway.purgeTags("b");

    assertThat(metric("sluice_invalidations_total{outcome=\"complete\"}")).isEqualTo(2);
    for (var none : List.of("pending", "failed", "unknown")) {
      assertThat(metric("sluice_invalidations_total{outcome=\"%s\"}".formatted(none))).isZero();
    }
    for (var timer : List.of("commit", "complete")) {
      var name = "sluice_invalidation_" + timer + "_seconds";
      assertThat(metric(name + "_count")).isEqualTo(2);
      assertThat(metric(name + "_bucket{le=\"+Inf\"}")).isEqualTo(2);
      assertThat(metric(name + "_sum")).isPositive();
    }
  }

  @Test
  void aRefusedInvalidationIsCountedAndLogged() {
    REDIS.kill();
    try {
      Until.met(
          () ->
              gateway.admin("POST", "/cache/invalidations", "{\"all\":true}").status() == 503
                  && metric("sluice_invalidations_total{outcome=\"failed\"}") >= 1);
      assertThat(lines()).anyMatch(line -> line.contains("outcome=failed sequence=0 "));
      Until.met(() -> metric("sluice_lease_held") == 0);
      // Noticed with the next heartbeat.
      Until.met(() -> metric("sluice_leases_lost_total") > 0);
      assertThat(metric("sluice_heartbeat_failures_total")).isPositive();
    } finally {
      REDIS.start();
    }
    gateway.awaitLease();
  }

  @Test
  void theClusterPageShowsEachRegisteredNode() {
    gateway.purgeTags("a");
    Until.met(() -> cluster().getLong("applied").equals(peer().getLong("applied")));
    assertThat(peer().getString("node")).isEqualTo(gateway.gateway().incarnation());
    assertThat(peer().getLong("silentMillis")).isBetween(0L, 5000L);
    assertThat(peer().getLong("lagMillis")).isZero();
    assertThat(peer().getBoolean("fenced")).isFalse();
    assertThat(cluster().getLong("heartbeatAgeMillis")).isBetween(0L, 5000L);
    assertThat(cluster().getLong("floor")).isNotNegative();
  }

  private JsonObject cluster() {
    return new JsonObject(gateway.admin("GET", "/cluster", "").text());
  }

  private JsonObject peer() {
    return cluster().getJsonArray("registered").getJsonObject(0);
  }

  @Test
  void anInvalidationIsOneBoundedLineInTheLog() {
    gateway.purgeTags("product:1", "the \"new\" one");
    var many = IntStream.range(0, 5000).mapToObj(i -> "long-tag-" + i).toArray(String[]::new);
    gateway.purgeTags(many);
    assertThat(gateway.exchange("PURGE", "/page", "Host", "shop.test").status()).isEqualTo(200);

    var lines = lines().collect(Collectors.toList());
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .matches(
            "Invalidation id=\"\\S+-1\" outcome=complete sequence=\\d+ mode=hard by=\"127.0.0.1\""
                + " tags=2 asked=\"t:product:1, t:the \\?new\\? one\" commit_millis=\\d+"
                + " complete_millis=\\d+ nodes=\"\\S+:acked/self/\\d+ms\"");
    assertThat(lines.get(1)).contains("tags=5000 asked=\"t:long-tag-0, ").hasSizeLessThan(600);
    assertThat(lines.get(2)).contains("by=\"purge from 127.0.0.1\"", "u:http://shop.test/page");
    assertThat(String.join("", lines)).doesNotContain("\n", "\r");
  }
}
