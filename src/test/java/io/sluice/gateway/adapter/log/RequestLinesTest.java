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

class RequestLinesTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private static Entry entry(String path, Result result) {
    return entry(path, result, 1, "curl/8");
  }

  private static Entry entry(String path, Result result, int sample, String agent) {
    return new Entry(
        1000,
        "192.0.2.1",
        "GET",
        "a.test",
        path,
        200,
        7,
        1_234_567,
        result,
        Tier.L1,
        "article",
        sample,
        "HTTP/1.1",
        null,
        agent);
  }

  private List<String> logged(Entry... entries) throws IOException {
    return logged(false, entries);
  }

  private List<String> logged(boolean combined, Entry... entries) throws IOException {
    var file = directory.resolve("log");
    try (var writer = new LineWriter("test", new FileSink(file))) {
      var log = new RequestLines("node-1", writer, writer, combined);
      List.of(entries).forEach(log::log);
    }
    return Files.readAllLines(file);
  }

  @Test
  void aRequestIsALineInEach() throws IOException {
    var lines = logged(entry("/a", Result.HIT));
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
            entry("/a\r\n{\"event\":\"request\",\"status\":500}\u001b[31m\"\\\u0085", Result.MISS));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).chars().filter(c -> c < 0x20)).isEmpty();
    assertThat(new JsonObject(lines.get(0)).getInteger("status")).isEqualTo(200);
  }

  @Test
  void aLongPathIsCut() throws IOException {
    assertThat(logged(entry("/" + "a".repeat(100_000), Result.HIT)).get(0)).hasSizeLessThan(2500);
  }

  @Test
  void sampledOutAreAllButErrors() throws IOException {
    var error = entry("/a", Result.ERROR, 1_000_000, "curl/8");
    assertThat(logged(error, error)).hasSize(4);
    var many = new Entry[1000];
    java.util.Arrays.fill(many, entry("/c", Result.HIT, 10, "curl/8"));
    Files.delete(directory.resolve("log"));
    assertThat(logged(many)).hasSizeBetween(2 * 40, 2 * 200);
  }

  @Test
  void whatWasRefusedHadNothingToDoWithTheCache() throws IOException {
    assertThat(logged(entry("/a", Result.REFUSED)))
        .hasSize(1)
        .first()
        .asString()
        .contains("\"event\":\"request\"");
  }

  @Test
  void combinedIsWhatOtherToolsRead() throws IOException {
    assertThat(logged(true, entry("/a", Result.HIT)).get(0))
        .isEqualTo(
            "192.0.2.1 - - [01/Jan/1970:00:00:01 +0000] \"GET /a HTTP/1.1\" 200 7 \"-\" \"curl/8\"");
    Files.delete(directory.resolve("log"));
    var hostile = entry("/a\"\n\\", Result.REFUSED, 1, "x\" 200 \u0085\u001b[31m");
    assertThat(logged(true, hostile))
        .containsExactly(
            "192.0.2.1 - - [01/Jan/1970:00:00:01 +0000] \"GET /a\\\"\\x0a\\\\ HTTP/1.1\" 200 7"
                + " \"-\" \"x\\\" 200 \\x85\\x1b[31m\"");
  }
}
