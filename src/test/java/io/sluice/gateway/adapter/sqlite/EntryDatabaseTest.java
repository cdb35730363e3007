package io.sluice.gateway.adapter.sqlite;

import static io.sluice.gateway.adapter.entry.Entries.key;
import static io.sluice.gateway.adapter.sqlite.OpenedStore.sized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.adapter.sqlite.EntryWriter.Pending;
import io.sluice.gateway.caching.StoredFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bound, and what makes room. */
class EntryDatabaseTest {
  private static final long MAX_BYTES = 36 << 20;
  private static final int MAX_OBJECT_BYTES = 1 << 20;
  private static final FileLimits LIMITS = new FileLimits(MAX_BYTES, MAX_OBJECT_BYTES, 3);

  private final Path path;
  private final LongAdder evictions = new LongAdder();
  private FilesDirectory directory;
  private EntryDatabase database;

  EntryDatabaseTest(@TempDir Path path) {
    this.path = path;
  }

  @BeforeEach
  void open() throws Exception {
    directory = FilesDirectory.open(path);
    database = EntryDatabase.open(directory, LIMITS, evictions);
  }

  @AfterEach
  void close() throws Exception {
    database.close();
    directory.close();
  }

  @Test
  void tenTimesTheLimitStaysBelowTheLimit() throws Exception {
    var random = new Random(1);
    long written = 0;
    long most = 0;
    int last = 0;
    while (written < 10 * MAX_BYTES) {
      var batch = new ArrayList<Pending>();
      long bytes = 0;
      while (bytes < FileLimits.BATCH_BYTES - MAX_OBJECT_BYTES && batch.size() < 128) {
        int size = random.nextInt(10) == 0 ? random.nextInt(MAX_OBJECT_BYTES) : 2000;
        batch.add(pending(++last, size + 4));
        bytes += size;
      }
      database.write(batch);
      written += bytes;
      most = Math.max(most, directoryBytes());
    }

    assertThat(most).isBetween(MAX_BYTES / 4, MAX_BYTES);
    assertThat(evictions.sum()).isPositive();
    assertThat(database.entries()).isBetween(5L, last - evictions.sum());
    assertThat(isStored(last)).isTrue();
    assertThat(isStored(1)).isFalse();
  }

  /** A volume of a container is there before the gateway is, and open to all as a rule. */
  @Test
  void whatItHoldsIsForItsOwnerAloneWhoeverMadeTheDirectory() throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    database.close();
    directory.deleteDatabase();
    database = EntryDatabase.open(directory, LIMITS, evictions);
    database.write(List.of(pending(1, 100)));

    for (var name :
        List.of("sluice-entries.db", "sluice-entries.db-wal", "sluice-entries.db-shm")) {
      assertThat(Files.getPosixFilePermissions(path.resolve(name)))
          .as(name)
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void anEntryThatIsStoredAgainIsNotTheOldestAnyMore() throws Exception {
    for (int i = 0; i < 4; i++) {
      database.write(List.of(pending(i, 100_000)));
    }
    database.write(List.of(pending(0, 100_000)));
    for (int i = 4; evictions.sum() < 2; i++) {
      database.write(List.of(pending(i, 100_000)));
    }

    assertThat(isStored(0)).isTrue();
    assertThat(isStored(1)).isFalse();
    assertThat(isStored(2)).isFalse();
    assertThat(isStored(3)).isTrue();
  }

  @Test
  void aBatchThatFailsIsNotWrittenInPartAndTheNextOneIs() throws Exception {
    database.write(List.of(pending(1, 10)));
    assertThatThrownBy(() -> database.write(Arrays.asList(pending(2, 10), null)))
        .isInstanceOf(NullPointerException.class);

    assertThat(isStored(2)).isFalse();
    database.write(List.of(pending(3, 10)));
    assertThat(isStored(3)).isTrue();
    assertThat(database.entries()).isEqualTo(2);
  }

  @Test
  void aSmallerLimitThanTheLastTimeBeginsAnew() throws Exception {
    for (int i = 0; i < 100; i++) {
      database.write(List.of(pending(i, 100_000)));
    }
    database.close();

    var smaller = new FileLimits(27 << 20, MAX_OBJECT_BYTES, 3);
    database = EntryDatabase.open(directory, smaller, evictions);

    assertThat(database.entries()).isZero();
    assertThat(directoryBytes()).isLessThan(1 << 20);
    database.write(List.of(pending(1, 100_000)));
    assertThat(isStored(1)).isTrue();
  }

  private static Pending pending(int number, int bytes) {
    return new Pending(sized(key("/" + number), 1, bytes), Long.MAX_VALUE);
  }

  private boolean isStored(int number) throws Exception {
    return database.find(key("/" + number), StoredFields.of(), 0).entry() != null;
  }

  private long directoryBytes() {
    try (var files = Files.list(path)) {
      return files.mapToLong(EntryDatabaseTest::size).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
