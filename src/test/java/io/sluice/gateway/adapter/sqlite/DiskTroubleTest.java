package io.sluice.gateway.adapter.sqlite;

import static io.sluice.gateway.adapter.entry.Entries.entry;
import static io.sluice.gateway.adapter.entry.Entries.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.testing.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that does not do what it should: said once, left alone, tried again. */
class DiskTroubleTest {
  private final Path directory;

  DiskTroubleTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /** What has no name grows where nobody sees it, and is lost at the end. */
  @Test
  void filesThatAreDeletedUnderARunningProcessAreBegunAnew() throws IOException {
    try (var lines = new LogLines();
        var files = new OpenedStore(directory)) {
      files.put(entry(key("/a"), 1, "a"));
      assertThat(files.body(key("/a"))).contains("a");
      for (var name :
          List.of("sluice-entries.db", "sluice-entries.db-wal", "sluice-entries.db-shm")) {
        Files.delete(directory.resolve(name));
      }

      files.put(entry(key("/b"), 1, "b"));
      files.put(entry(key("/c"), 1, "c"));

      assertThat(lines.warnings())
          .singleElement()
          .asString()
          .contains("somebody has deleted sluice-entries.db-wal");
      assertThat(files.body(key("/a"))).isEmpty();
      assertThat(files.body(key("/c"))).contains("c");
      assertThat(directory.resolve("sluice-entries.db-wal")).isNotEmptyFile();
      assertThat(openFiles()).noneMatch(file -> file.contains("(deleted)"));
    }
  }

  /** Each attempt would cost some, and there is one a minute. */
  @Test
  void whatIsOfNoUseIsNotLeftOpen() throws IOException {
    Files.writeString(directory.resolve("sluice-entries.db"), "no database".repeat(2000));
    try (var files = new OpenedStore(directory)) {
      files.put(entry(key("/a"), 1, "a"));
      assertThat(files.body(key("/a"))).contains("a");
      assertThat(openFiles()).noneMatch(file -> file.contains("(deleted)"));
    }
  }

  /** Those of this process below the directory; where the system does not tell, none. */
  private List<String> openFiles() throws IOException {
    var descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return List.of();
    }
    var files = new ArrayList<String>();
    try (var open = Files.newDirectoryStream(descriptors)) {
      for (var descriptor : open) {
        try {
          files.add(Files.readSymbolicLink(descriptor).toString());
        } catch (NoSuchFileException closedMeanwhile) {
          // It is not left open, then.
        }
      }
    }
    files.removeIf(file -> !file.startsWith(directory.toString()));
    return files;
  }

  @Test
  void whatCannotBeOpenedIsSaidOnceAndTriedAgainAfterAWhile() throws IOException {
    var inTheWay = Files.createDirectory(directory.resolve("sluice-entries.db"));
    try (var lines = new LogLines();
        var files = new OpenedStore(directory)) {
      assertThat(files.store.isAvailable()).isFalse();
      files.put(entry(key("/a"), 1, "a"));
      files.put(entry(key("/a"), 1, "a"));
      assertThat(files.count(Event.L3_ERROR)).isEqualTo(1);
      assertThat(lines.warnings())
          .singleElement()
          .asString()
          .contains("Nothing is kept in " + directory + " for now", "CANTOPEN");
      Files.delete(inTheWay);
      files.put(entry(key("/a"), 1, "a"));
      assertThat(files.store.isAvailable()).isFalse();

      files.elapse(Duration.ofSeconds(61));
      files.put(entry(key("/a"), 1, "a"));

      assertThat(files.store.isAvailable()).isTrue();
      assertThat(files.body(key("/a"))).contains("a");
      assertThat(files.count(Event.L3_ERROR)).isEqualTo(1);
      assertThat(lines.warnings()).hasSize(1);
    }
  }
}
