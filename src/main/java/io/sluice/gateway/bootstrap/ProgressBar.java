package io.sluice.gateway.bootstrap;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Shows how far a warm-up is: a bar that is drawn anew on a terminal, else now and then a line. */
final class ProgressBar {
  private static final int WIDTH = 30;

  /** Between two lines where there is no terminal. */
  private static final long LINE_MILLIS = 10_000;

  private final PrintWriter err;
  private final boolean terminal;
  private long nextLineMillis = LINE_MILLIS;
  private int drawn;

  ProgressBar(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  static ProgressBar onStderr(PrintWriter err) {
    return new ProgressBar(err, isTerminal());
  }

  /** Java tells of stdin and stdout together only, and of JDK 22 to 24 nothing; Linux of each. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    try {
      var device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException | SecurityException elsewhere) {
      return System.console() != null;
    }
  }

  void show(JsonObject progress) {
    long total = progress.getLong("total");
    long done = progress.getLong("done");
    if (terminal) {
      draw(line(done, total, progress.getLong("failed")));
    } else if (progress.getLong("millis") >= nextLineMillis) {
      nextLineMillis = progress.getLong("millis") + LINE_MILLIS;
      err.println(done + " of " + total + ", " + progress.getLong("failed") + " failed");
      err.flush();
    }
  }

  static String line(long done, long total, long failed) {
    int filled = total == 0 ? 0 : (int) (WIDTH * done / total);
    int percent = total == 0 ? 0 : (int) (100 * done / total);
    return String.format(
        "[%s%s] %3d %%  %d of %d%s",
        "#".repeat(filled),
        "-".repeat(WIDTH - filled),
        percent,
        done,
        total,
        failed == 0 ? "" : ", " + failed + " failed");
  }

  private void draw(String line) {
    // Over the line before, of which nothing may stay.
    err.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
    err.flush();
    drawn = line.length();
  }

  /** What follows begins on a line of its own. */
  void end() {
    if (drawn > 0) {
      err.println();
      err.flush();
      drawn = 0;
    }
  }
}
