package io.sluice.gateway.adapter.sqlite;

import static io.sluice.gateway.adapter.entry.Entries.entry;
import static io.sluice.gateway.adapter.entry.Entries.key;
import static io.sluice.gateway.adapter.sqlite.OpenedStore.sized;
import static io.sluice.gateway.adapter.sqlite.OpenedStore.varied;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.Counters.Event;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file store on a real directory. */
class SqliteFileStoreTest {
  private static final CacheKey KEY = key("/p");
  private static final StoredFields ENGLISH = StoredFields.of("accept-language", "en");
  private static final StoredFields GERMAN = StoredFields.of("accept-language", "de");

  private final Path directory;
  private OpenedStore files;

  SqliteFileStoreTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void open() {
    files = new OpenedStore(directory.resolve("made/here"));
  }

  @AfterEach
  void close() {
    files.close();
  }

  @Test
  void whatWasPutIsFoundWholeAlsoAfterARestart() {
    var entry = entry(KEY, 5, "body");
    files.put(entry);
    assertWhole(entry);

    files.reopen();

    assertWhole(entry);
    assertThat(files.find(key("/other"), ENGLISH)).isEmpty();
    assertThat(files.store.stats().entries()).isEqualTo(1);
  }

  private void assertWhole(CacheEntry entry) {
    var found = files.find(KEY, ENGLISH).orElseThrow();
    assertThat(found.key()).isEqualTo(KEY);
    assertThat(found.response()).isEqualTo(entry.response());
    assertThat(found.body()).isEqualTo(entry.body());
    assertThat(found.stamp().generation()).isEqualTo(1);
    assertThat(found.stamp().sequence()).isEqualTo(5);
    assertThat(found.stamp().tagCount()).isEqualTo(2);
  }

  @Test
  void whatWaitsToBeWrittenIsWrittenBeforeTheStoreIsClosed() {
    for (int i = 0; i < 300; i++) {
      files.store.put(entry(key("/" + i), 1, "body " + i), Duration.ofMinutes(1));
    }

    files.reopen();

    assertThat(files.body(key("/299"))).contains("body 299");
    assertThat(files.store.stats().entries()).isEqualTo(300);
  }

  @Test
  void anEntryIsKeptForNoLongerThanAsked() {
    files.put(entry(KEY, 5, "body"), Duration.ofMillis(-1));

    assertThat(files.store.stats().entries()).isEqualTo(1);
    assertThat(files.body(KEY)).isEmpty();
  }

  @Test
  void theEntryOfAnEarlierFetchDoesNotReplaceThatOfALater() {
    files.put(entry(KEY, 300, "later"));
    files.put(entry(KEY, 299, "earlier"));
    assertThat(files.body(KEY)).contains("later");

    files.put(entry(KEY, 300, "same"));
    assertThat(files.body(KEY)).contains("same");
    files.put(entry(KEY, 70_000, "latest"));
    assertThat(files.body(KEY)).contains("latest");
    files.put(entry(KEY, 2, 1, Vary.NONE, "other generation"));
    assertThat(files.body(KEY)).contains("other generation");
    assertThat(files.store.stats().entries()).isEqualTo(1);
  }

  @Test
  void variantsLieBesideEachOther() {
    files.put(varied(KEY, "accept-language", ENGLISH, 1, "hello"));
    files.put(varied(KEY, "accept-language", GERMAN, 2, "hallo"));

    files.reopen();

    assertThat(files.body(KEY, ENGLISH)).contains("hello");
    assertThat(files.body(KEY, GERMAN)).contains("hallo");
    assertThat(files.body(KEY, StoredFields.of("accept-language", "fr"))).isEmpty();
    files.put(varied(KEY, "accept-language", GERMAN, 1, "alt"));
    assertThat(files.body(KEY, GERMAN)).contains("hallo");
  }

  @Test
  void theNewestIsFoundAmongVariantsSelectedByDifferentFields() {
    var request = StoredFields.of("accept-language", "en", "x-tier", "gold");
    files.put(varied(KEY, "accept-language", ENGLISH, 1, "by language"));
    files.put(varied(KEY, "x-tier", request, 2, "by tier"));

    assertThat(files.body(KEY, request)).contains("by tier");
    assertThat(files.body(KEY, ENGLISH)).contains("by language");
  }

  @Test
  void aResponseThatDoesNotVaryAnyMoreReplacesAllVariantsAndBack() {
    files.put(varied(KEY, "accept-language", ENGLISH, 1, "hello"));
    files.put(entry(KEY, 2, "for all"));
    assertThat(files.body(KEY, GERMAN)).contains("for all");

    files.put(varied(KEY, "accept-language", ENGLISH, 3, "hello again"));
    assertThat(files.body(KEY, ENGLISH)).contains("hello again");
    assertThat(files.body(KEY, GERMAN)).isEmpty();
    assertThat(files.store.stats().entries()).isEqualTo(1);
  }

  @Test
  void theOldestVariantsGoBeyondTheirLimit() {
    for (int i = 0; i < 5; i++) {
      var tier = StoredFields.of("x-tier", "" + i);
      files.put(varied(KEY, "x-tier", tier, 1, "tier " + i));
    }

    assertThat(files.body(KEY, StoredFields.of("x-tier", "1"))).isEmpty();
    assertThat(files.body(KEY, StoredFields.of("x-tier", "2"))).contains("tier 2");
    assertThat(files.body(KEY, StoredFields.of("x-tier", "4"))).contains("tier 4");
    assertThat(files.store.stats().entries()).isEqualTo(3);
  }

  @Test
  void whatVariesByEverythingOrIsTooLargeIsNotStored() {
    files.put(entry(KEY, 1, 1, Vary.ANY, "x"));
    files.put(sized(KEY, 1, (1 << 20) + 1));
    assertThat(files.store.stats().entries()).isZero();

    files.put(sized(KEY, 1, 1 << 20));
    assertThat(files.find(KEY, ENGLISH).orElseThrow().body().length()).isEqualTo(1 << 20);
    assertThat(files.store.stats().bytes()).isBetween(1L << 20, 3L << 20);
  }

  @Test
  void aRestartForgetsEverythingOnceForEachWord() {
    files.put(entry(KEY, 1, "before"));
    assertThat(files.store.mark()).isEmpty();

    files.store.restart("first");
    files.loop.await(files.store::opened); // what waits to be written then is forgotten, too
    files.put(entry(KEY, 1, "after"));
    files.store.restart("first");
    files.reopen();

    assertThat(files.store.mark()).isEqualTo("first");
    assertThat(files.body(KEY)).contains("after");
    assertThat(files.store.stats().entries()).isEqualTo(1);
    files.store.restart("second");
    files.loop.await(files.store::opened);
    assertThat(files.body(KEY)).isEmpty();
  }

  @Test
  void beyondABoundLookUpsAreRefusedAtOnceAndLaterTakenAgain() {
    files.put(sized(KEY, 1, 1 << 20));

    var looks =
        files.loop.call(
            () -> {
              var all = new ArrayList<Future<?>>();
              for (int i = 0; i < 3000; i++) {
                all.add(files.store.find(KEY, ENGLISH));
              }
              return all;
            });
    files.loop.until(() -> looks.stream().allMatch(Future::isComplete));

    assertThat(files.count(Event.L3_SKIPPED)).isGreaterThan(1000);
    assertThat(looks.stream().filter(Future::succeeded)).isNotEmpty();
    files.loop.until(() -> files.store.isAvailable());
    assertThat(files.find(KEY, ENGLISH)).isPresent();
  }

  @Test
  void beyondABoundWritesAreDropped() {
    var large = sized(KEY, 1, 1 << 20);
    var many = new ArrayList<CacheEntry>();
    for (int i = 0; i < 200; i++) {
      many.add(new CacheEntry(key("/" + i), large.response(), large.body(), large.stamp()));
    }

    many.forEach(entry -> files.store.put(entry, Duration.ofMinutes(1)));
    files.reopen();

    assertThat(files.count(Event.L3_SKIPPED)).isGreaterThan(20);
    assertThat(files.count(Event.L3_ERROR)).isZero();
    assertThat(files.store.stats().entries()).isPositive();
  }

  @Test
  void aClosedStoreIsNotAvailableAndTakesNothing() {
    files.loop.await(files.store::close);
    assertThat(files.store.isAvailable()).isFalse();
    files.store.put(entry(KEY, 1, "late"), Duration.ofMinutes(1));
    assertThat(files.loop.await(() -> files.store.find(KEY, ENGLISH))).isEmpty();
    files.reopen();
    assertThat(files.store.stats()).extracting("available", "entries").isEqualTo(List.of(true, 0L));
  }
}
