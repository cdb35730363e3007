package io.sluice.gateway.verticle.lookup;

import static io.sluice.gateway.adapter.entry.Entries.entry;
import static io.sluice.gateway.adapter.entry.Entries.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.adapter.caffeine.CaffeineStore;
import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.invalidation.ApplyMessage;
import io.sluice.gateway.invalidation.InvalidationNode;
import io.sluice.gateway.invalidation.LeaseClock;
import io.sluice.gateway.invalidation.Peers;
import io.sluice.gateway.invalidation.ProtocolListener;
import io.sluice.gateway.invalidation.ProtocolOptions;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.CacheEvents;
import io.sluice.gateway.spi.FileStore;
import io.sluice.gateway.spi.NoSharedStore;
import io.sluice.gateway.spi.SharedStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** An operator empties the shared store while this node looks into its files. */
class FileSearchTest {
  private static final CacheKey KEY = key("/a");

  private final Files files = new Files();
  private final Cleared shared = new Cleared();
  private final FileSearch search =
      new FileSearch(
          new Stores(new CaffeineStore(1 << 20, 10, 1, new CacheEvents()), shared, files),
          validity());

  private Future<Optional<CacheEntry>> find() {
    return search.find(KEY, StoredFields.of());
  }

  @Test
  void whatIsYoungerThanTheClearingIsUsed() {
    var found = find();
    shared.word.complete("");

    assertThat(found.result()).isPresent();
  }

  @Test
  void whatWasBegunUnderAnotherWordIsNotUsedAndBegunAnew() {
    var found = find();
    shared.word.complete("cleared");

    assertThat(found.result()).isEmpty();
    assertThat(files.mark()).isEqualTo("cleared");
  }

  @Test
  void norIfAnotherLookHasHadThemBegunAnewMeanwhile() {
    var found = find();
    files.restart("cleared");
    shared.word.complete("cleared");

    assertThat(found.result()).isEmpty();
  }

  /** Of generation 1, as the entries. */
  private static Validity validity() {
    return InvalidationNode.local(
            "node",
            ProtocolOptions.defaults(),
            LeaseClock.system(),
            (delayNanos, task) -> () -> {},
            new Alone(),
            1,
            ProtocolListener.NONE)
        .validity();
  }

  private static final class Alone implements Peers {
    @Override
    public CompletionStage<Boolean> apply(String incarnation, ApplyMessage message) {
      return CompletableFuture.completedFuture(false);
    }

    @Override
    public Collection<String> members() {
      return List.of();
    }
  }

  /** Tells the word when the test says so. */
  private static final class Cleared implements SharedStore {
    private final NoSharedStore none = new NoSharedStore();
    private final Promise<String> word = Promise.promise();

    @Override
    public Future<String> cleared() {
      return word.future();
    }

    @Override
    public boolean isAvailable() {
      return true;
    }

    @Override
    public Future<Optional<CacheEntry>> find(CacheKey key, Fields request) {
      return none.find(key, request);
    }

    @Override
    public Future<Boolean> put(CacheEntry entry, Duration keep) {
      return none.put(entry, keep);
    }

    @Override
    public Future<Boolean> claim(CacheKey key, String claimant, Duration holdFor) {
      return none.claim(key, claimant, holdFor);
    }

    @Override
    public Future<Boolean> renew(CacheKey key, String claimant, Duration holdFor) {
      return none.renew(key, claimant, holdFor);
    }

    @Override
    public Future<Void> release(CacheKey key, String claimant) {
      return none.release(key, claimant);
    }
  }

  /** Files with one entry, until they are begun anew. */
  private static final class Files implements FileStore {
    private String mark = "";
    private Optional<CacheEntry> stored = Optional.of(entry(KEY, 1, "a"));

    @Override
    public Future<Void> opened() {
      return Future.succeededFuture();
    }

    @Override
    public boolean isAvailable() {
      return true;
    }

    @Override
    public Future<Optional<CacheEntry>> find(CacheKey key, Fields request) {
      return Future.succeededFuture(stored);
    }

    @Override
    public void put(CacheEntry entry, Duration keep) {}

    @Override
    public String mark() {
      return mark;
    }

    @Override
    public void restart(String word) {
      mark = word;
      stored = Optional.empty();
    }

    @Override
    public Stats stats() {
      return new Stats(true, 1, 1, 1, 0);
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
