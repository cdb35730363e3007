package io.sluice.gateway.adapter.sqlite;

import static io.sluice.gateway.adapter.entry.Entries.entry;
import static io.sluice.gateway.adapter.entry.Entries.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.invalidation.Stamp;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.Counters.Event;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever has become of the files: right entries or none, and a store that goes on. */
class DamagedFilesTest {
  private static final int ENTRIES = 60;
  private static final Stamp LATER = new Stamp(1, 1000, new long[] {7});

  private final Path directory;
  private final Path database;
  private OpenedStore files;
  private byte[] whole = {};

  DamagedFilesTest(@TempDir Path directory) {
    this.directory = directory;
    this.database = directory.resolve("sluice-entries.db");
  }

  @BeforeEach
  void fill() throws IOException {
    files = new OpenedStore(directory);
    for (int i = 0; i < ENTRIES; i++) {
      files.put(numbered(i));
    }
    files.reopen(() -> whole = bytes(database));
  }

  @AfterEach
  void close() {
    files.close();
  }

  /** Of 1 byte to some 40 KB, so that some lie in one page and some in many. */
  private static CacheEntry numbered(int number) {
    var small = entry(key("/" + number), 1, "");
    var body = Buffer.buffer("body of " + number + ": " + ("" + number).repeat(number * 350));
    return new CacheEntry(small.key(), small.response(), body, small.stamp());
  }

  @Test
  void untouchedFilesHoldEverything() {
    assertThat(foundAfter(bytes -> {})).isEqualTo(ENTRIES);
    assertThat(files.count(Event.L3_ERROR)).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.1, 0.5, 0.9, 0.999})
  void aFileThatWasCutOffIsNoReasonNotToStart(double part) {
    files.reopen(() -> write(database, Arrays.copyOf(whole, (int) (whole.length * part))));

    assertThat(found()).isLessThan(ENTRIES);
    goesOn();
  }

  @Test
  void aFileOfSomethingElseIsReplaced() {
    files.reopen(
        () ->
            write(
                database,
                "not a database, but long enough"
                    .repeat(2000)
                    .getBytes(StandardCharsets.US_ASCII)));

    assertThat(found()).isZero();
    goesOn();
  }

  @Test
  void aLogOfSomethingElseIsNoHarm() {
    files.reopen(() -> write(directory.resolve("sluice-entries.db-wal"), new byte[100_000]));

    assertThat(found()).isEqualTo(ENTRIES);
    goesOn();
  }

  /** As a killed process leaves them: nothing of the last writes is in the database yet. */
  @Test
  void aLogThatWasCutOffOrChangedHoldsWhatCameBefore() {
    var log = directory.resolve("sluice-entries.db-wal");
    for (int i = 0; i < ENTRIES; i++) {
      var renewed = numbered(i);
      files.put(new CacheEntry(renewed.key(), renewed.response(), renewed.body(), LATER));
    }
    byte[] before = bytes(database);
    byte[] written = bytes(log);
    files.reopen(() -> writeBoth(log, before, written));
    assertThat(found()).isEqualTo(ENTRIES);
    assertThat(sequences()).isEqualTo(ENTRIES * LATER.sequence());

    for (int seed = 0; seed < 40; seed++) {
      var random = new Random(seed);
      byte[] cut = Arrays.copyOf(written, random.nextInt(written.length));
      byte[] changed = written.clone();
      changed[random.nextInt(written.length)] ^= 4;
      files.reopen(() -> writeBoth(log, before, random.nextBoolean() ? cut : changed));
      assertThat(found()).isEqualTo(ENTRIES);
      assertThat(sequences()).isLessThan(ENTRIES * LATER.sequence());
      goesOn();
    }
  }

  private void writeBoth(Path log, byte[] before, byte[] written) {
    write(database, before);
    write(log, written);
  }

  private long sequences() {
    return IntStream.range(0, ENTRIES)
        .mapToLong(
            i -> files.find(key("/" + i), StoredFields.of()).orElseThrow().stamp().sequence())
        .sum();
  }

  @Test
  void aChangedByteInABodyCostsThisEntryAndNoOther() {
    int at = new String(whole, StandardCharsets.ISO_8859_1).indexOf("body of 40:");

    assertThat(foundAfter(bytes -> bytes[at] = 'B')).isEqualTo(ENTRIES - 1);
    assertThat(files.count(Event.L3_ERROR)).isEqualTo(1);
    files.loop.await(files.store::opened); // behind the removal
    assertThat(files.body(key("/40"))).isEmpty();
    assertThat(files.store.stats().entries()).isEqualTo(ENTRIES - 1);
    assertThat(files.count(Event.L3_ERROR)).isEqualTo(1);
    goesOn();
  }

  @Test
  void flippedBitsNeverMakeAWrongAnswer() {
    int lost = 0;
    for (int seed = 0; seed < 120; seed++) {
      var random = new Random(seed);
      int flips = 1 << random.nextInt(8);
      lost +=
          ENTRIES
              - foundAfter(
                  bytes -> {
                    for (int i = 0; i < flips; i++) {
                      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                  });
      goesOn();
    }
    assertThat(lost).isGreaterThan(ENTRIES);
  }

  /** The first bytes of pages hold what SQLite finds its way by. */
  @Test
  void pagesThatLeadAstrayNeverMakeAWrongAnswer() {
    int lost = 0;
    for (int seed = 0; seed < 120; seed++) {
      var random = new Random(seed);
      lost +=
          ENTRIES
              - foundAfter(
                  bytes -> {
                    int page = random.nextInt(bytes.length / FileLimits.PAGE_BYTES);
                    int from = page * FileLimits.PAGE_BYTES + (page == 0 ? 100 : 0);
                    for (int i = 0; i < 8; i++) {
                      bytes[from + random.nextInt(64)] = (byte) random.nextInt(256);
                    }
                  });
      goesOn();
    }
    assertThat(lost).isGreaterThan(ENTRIES);
  }

  private int foundAfter(Consumer<byte[]> damage) {
    files.reopen(
        () -> {
          byte[] bytes = whole.clone();
          damage.accept(bytes);
          write(database, bytes);
        });
    return found();
  }

  /** How many are found; each must be the one that was asked for. */
  private int found() {
    int found = 0;
    for (int i = 0; i < ENTRIES; i++) {
      var expected = numbered(i);
      var entry = look(expected.key());
      if (entry != null) {
        assertThat(entry.body()).isEqualTo(expected.body());
        assertThat(entry.response()).isEqualTo(expected.response());
        found++;
      }
    }
    return found;
  }

  private CacheEntry look(CacheKey key) {
    var request = StoredFields.of();
    return files.loop.await(
        () -> files.store.find(key, request).map(e -> e.orElse(null)).otherwise((CacheEntry) null));
  }

  /** The first write may be what finds the damage; the next one is kept. */
  private void goesOn() {
    var entry = entry(key("/new"), 1, "new");
    for (int tries = 0; look(key("/new")) == null; tries++) {
      assertThat(tries).isLessThan(3);
      files.put(entry);
    }
    assertThat(files.store.isAvailable()).isTrue();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
