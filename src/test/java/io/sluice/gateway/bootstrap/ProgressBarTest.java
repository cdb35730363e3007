package io.sluice.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final StringWriter written = new StringWriter();

  private static JsonObject progress(long done, long total, long failed, long millis) {
    return new JsonObject()
        .put("done", done)
        .put("total", total)
        .put("failed", failed)
        .put("millis", millis);
  }

  @Test
  void fillsAsTheWorkIsDone() {
    assertThat(ProgressBar.line(0, 0, 0)).isEqualTo("[" + "-".repeat(30) + "]   0 %  0 of 0");
    assertThat(ProgressBar.line(50, 100, 1))
        .isEqualTo("[" + "#".repeat(15) + "-".repeat(15) + "]  50 %  50 of 100, 1 failed");
    assertThat(ProgressBar.line(7, 7, 0)).isEqualTo("[" + "#".repeat(30) + "] 100 %  7 of 7");
  }

  @Test
  void isDrawnOverItselfOnATerminal() {
    var bar = new ProgressBar(new PrintWriter(written), true);
    bar.show(progress(1, 10, 1, 0));
    bar.show(progress(10, 10, 0, 1));
    bar.end();
    // What is shorter leaves nothing of what was longer.
    var lines = written.toString().stripTrailing().split("\r");
    assertThat(lines).hasSize(3);
    assertThat(lines[2]).startsWith("[####").contains("10 of 10");
    assertThat(written.toString()).endsWith(System.lineSeparator());
  }

  @Test
  void isALineNowAndThenElsewhere() {
    var bar = new ProgressBar(new PrintWriter(written), false);
    bar.show(progress(0, 10, 0, 0));
    bar.show(progress(3, 10, 1, 10_000));
    bar.show(progress(4, 10, 1, 10_250));
    bar.end();
    assertThat(written.toString().lines()).containsExactly("3 of 10, 1 failed");
  }
}
