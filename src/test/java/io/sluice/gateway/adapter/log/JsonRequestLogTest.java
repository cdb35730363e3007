package io.sluice.gateway.adapter.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.spi.RequestLog.Entry;
import io.sluice.gateway.spi.Traffic.Result;
import io.sluice.gateway.spi.Traffic.Tier;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonRequestLogTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private static Entry entry(String path, Result result) {
    return new Entry(
        1000, "192.0.2.1", "GET", "a.test", path, 200, 7, 1_234_567, result, Tier.L1, "article");
  }

  private List<String> logged(int sample, Entry... entries) throws IOException {
    var file = directory.resolve("log");
    try (var writer = new LineWriter("test", new FileSink(file))) {
      var log = new JsonRequestLog("node-1", writer, writer, sample);
      List.of(entries).forEach(log::log);
    }
    return Files.readAllLines(file);
  }

  @Test
  void aRequestIsALineInEach() throws IOException {
    var lines = logged(1, entry("/a", Result.HIT));
    assertThat(lines)
        .containsExactly(
            "{\"event\":\"request\",\"time\":\"1970-01-01T00:00:01Z\",\"node\":\"node-1\","
                + "\"client\":\"192.0.2.1\",\"method\":\"GET\",\"host\":\"a.test\",\"path\":\"/a\","
                + "\"status\":200,\"bytes\":7,\"durationMs\":1.235,\"result\":\"hit\","
                + "\"tier\":\"l1\",\"rule\":\"article\"}",
            "{\"event\":\"cache\",\"time\":\"1970-01-01T00:00:01Z\",\"node\":\"node-1\","
                + "\"method\":\"article\",\"result\":\"hit\",\"latencyMs\":1.235}");
  }

  @Test
  void nothingThatAClientSendsEndsALineOrAString() throws IOException {
    var lines =
        logged(
            1,
            entry("/a\r\n{\"event\":\"request\",\"status\":500}\u001b[31m\"\\\u0085", Result.MISS));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).chars().filter(c -> c < 0x20)).isEmpty();
    assertThat(new JsonObject(lines.get(0)).getInteger("status")).isEqualTo(200);
  }

  @Test
  void aLongPathIsCut() throws IOException {
    assertThat(logged(1, entry("/" + "a".repeat(100_000), Result.HIT)).get(0))
        .hasSizeLessThan(2500);
  }

  @Test
  void sampledOutAreAllButErrors() throws IOException {
    assertThat(logged(1_000_000, entry("/a", Result.ERROR), entry("/b", Result.ERROR))).hasSize(4);
    var many = new Entry[1000];
    java.util.Arrays.fill(many, entry("/c", Result.HIT));
    Files.delete(directory.resolve("log"));
    assertThat(logged(10, many)).hasSizeBetween(2 * 40, 2 * 200);
  }

  @Test
  void whatWasRefusedHadNothingToDoWithTheCache() throws IOException {
    assertThat(logged(1, entry("/a", Result.REFUSED)))
        .hasSize(1)
        .first()
        .asString()
        .contains("\"event\":\"request\"");
  }
}
