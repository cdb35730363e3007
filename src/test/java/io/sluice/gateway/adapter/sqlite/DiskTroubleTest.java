package io.sluice.gateway.adapter.sqlite;

import static io.sluice.gateway.adapter.entry.Entries.entry;
import static io.sluice.gateway.adapter.entry.Entries.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.testing.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that does not do what it should: said once, left alone, tried again. */
class DiskTroubleTest {
  private final Path directory;

  DiskTroubleTest(@TempDir Path directory) {
    this.directory = directory;
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
