package io.sluice.gateway.adapter.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.spi.Traffic;
import io.sluice.gateway.spi.Traffic.Result;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmfReportTest {
  private final Traffic traffic = new Traffic();
  private final EmfReport report = new EmfReport(traffic, "node-1");

  private void count(String rule, Result result, int times) {
    for (int i = 0; i < times; i++) {
      traffic.rule(rule).count(result);
    }
  }

  private List<JsonObject> lines() {
    return report.lines(1_700_000_000_000L).stream().map(JsonObject::new).toList();
  }

  @Test
  void eachLineIsADocumentOfTheFormat() {
    count("article", Result.HIT, 3);
    count("article", Result.MISS, 1);

    for (var line : lines()) {
      var aws = line.getJsonObject("_aws");
      assertThat(aws.getLong("Timestamp")).isEqualTo(1_700_000_000_000L);
      assertThat(aws.getJsonArray("CloudWatchMetrics")).hasSize(1);
      var directive = aws.getJsonArray("CloudWatchMetrics").getJsonObject(0);
      assertThat(directive.fieldNames())
          .containsExactlyInAnyOrder("Namespace", "Dimensions", "Metrics");
      assertThat(directive.getString("Namespace")).isEqualTo("Sluice");
      // Every name that the directive tells is a member at the root: a text, or a number.
      for (var set : directive.getJsonArray("Dimensions")) {
        ((io.vertx.core.json.JsonArray) set)
            .forEach(name -> assertThat(line.getValue((String) name)).isInstanceOf(String.class));
      }
      for (int i = 0; i < directive.getJsonArray("Metrics").size(); i++) {
        var metric = directive.getJsonArray("Metrics").getJsonObject(i);
        assertThat(metric.getString("Unit")).isIn("Percent", "Count");
        assertThat(line.getValue(metric.getString("Name"))).isInstanceOf(Number.class);
      }
    }
  }

  @Test
  void ratesAreThoseOfTheIntervalByNodeAndByRule() {
    count("article", Result.MISS, 50);
    lines();
    count("article", Result.HIT, 6);
    count("article", Result.STALE, 1);
    count("article", Result.MISS, 2);
    count("article", Result.REVALIDATED, 1);
    count("jobs", Result.BYPASS, 8);
    count("jobs", Result.ERROR, 2);

    var lines = lines();

    assertThat(lines).hasSize(3);
    var node = lines.get(0);
    assertThat(node.containsKey("rule")).isFalse();
    assertThat(node.getDouble("Requests")).isEqualTo(20);
    assertThat(node.getDouble("HitRate")).isEqualTo(70);
    assertThat(node.getDouble("MissRate")).isEqualTo(30);
    assertThat(node.getDouble("ErrorRate")).isEqualTo(10);
    var jobs = lines.get(2);
    assertThat(jobs.getString("rule")).isEqualTo("jobs");
    assertThat(jobs.getDouble("ErrorRate")).isEqualTo(20);
    assertThat(jobs.containsKey("HitRate")).isFalse();
  }

  @Test
  void withoutTrafficThereIsNoRateToTakeForBad() {
    var lines = lines();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).fieldNames()).containsExactlyInAnyOrder("_aws", "Requests", "node");
    assertThat(lines.get(0).getLong("Requests")).isZero();
  }
}
