package io.sluice.gateway.adapter.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Until;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LineWriterTest {
  private static final int MANY = 40_000;

  /** A pipe that nobody reads until it is opened. */
  private static final class Pipe implements LineWriter.Sink {
    private final CountDownLatch open = new CountDownLatch(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Override
    public void write(byte[] lines) throws IOException {
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      synchronized (written) {
        written.writeBytes(lines);
      }
    }

    long lines() {
      synchronized (written) {
        return written.toString(StandardCharsets.UTF_8).lines().count();
      }
    }

    @Override
    public void close() {}
  }

  @Test
  void whoOffersNeverWaitsAndWhatHasNoRoomIsCounted() {
    var pipe = new Pipe();
    try (var writer = new LineWriter("test", pipe)) {
      for (int i = 0; i < MANY; i++) {
        writer.offer(() -> "line");
      }
      assertThat(writer.dropped()).isPositive();
      pipe.open.countDown();
      Until.met(() -> pipe.lines() + writer.dropped() == MANY);
      assertThat(pipe.lines()).isPositive();
    }
  }

  @Test
  void whatWasOfferedIsWrittenBeforeTheEnd(@TempDir Path directory) throws IOException {
    var file = directory.resolve("logs/access.log");
    try (var writer = new LineWriter("test", new FileSink(file))) {
      writer.offer(() -> "one");
      writer.offer(() -> "two");
    }
    assertThat(Files.readString(file)).isEqualTo("one\ntwo\n");
  }

  @Test
  void aLineThatCannotBeMadeCostsNoOther(@TempDir Path directory) throws IOException {
    var file = directory.resolve("access.log");
    try (var writer = new LineWriter("test", new FileSink(file))) {
      writer.offer(
          () -> {
            throw new IllegalStateException("no line");
          });
      Until.met(() -> writer.dropped() == 1);
      writer.offer(() -> "after");
    }
    assertThat(Files.readString(file)).isEqualTo("after\n");
  }

  @Test
  void aFileThatWasMovedAwayIsOpenedAnew(@TempDir Path directory) throws IOException {
    var file = directory.resolve("access.log");
    try (var writer = new LineWriter("test", new FileSink(file))) {
      writer.offer(() -> "before");
      Until.met(() -> size(file) > 0);
      Files.move(file, directory.resolve("access.log.1"));
      Until.met(
          () -> {
            writer.offer(() -> "after");
            return Files.exists(file) && size(file) > 0;
          });
    }
    assertThat(Files.readString(file)).startsWith("after\n").doesNotContain("before");
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
