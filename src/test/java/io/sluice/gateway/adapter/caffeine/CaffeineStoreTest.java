package io.sluice.gateway.adapter.caffeine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.CachePolicy;
import io.sluice.gateway.caching.CodingTerms;
import io.sluice.gateway.caching.ContentCoding;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.RequestTarget;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.RuleTags;
import io.sluice.gateway.caching.StoreDecision;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.invalidation.Stamp;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.CacheEvents;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What L1 keeps, and that its bounds hold. */
class CaffeineStoreTest {
  private static final long MIB = 1024 * 1024;

  @Test
  void variantsOfAKeyAreFoundByWhatTheyWereSelectedBy() {
    var store = new CaffeineStore(MIB, Long.MAX_VALUE, 2, new CacheEvents());
    store.put(entry("/a", "en", 10));
    store.put(entry("/a", "de", 20));
    assertThat(found(store, "/a", "en")).isEqualTo(10);
    assertThat(found(store, "/a", "de")).isEqualTo(20);
    assertThat(found(store, "/a", "fr")).isEqualTo(-1);
  }

  @Test
  void theOldestVariantsGoBeyondTheirLimit() {
    var store = new CaffeineStore(MIB, Long.MAX_VALUE, 2, new CacheEvents());
    store.put(entry("/a", "en", 10));
    store.put(entry("/a", "de", 20));
    store.put(entry("/a", "fr", 30));
    assertThat(found(store, "/a", "en")).isEqualTo(-1);
    assertThat(found(store, "/a", "de")).isEqualTo(20);
    assertThat(found(store, "/a", "fr")).isEqualTo(30);
  }

  @Test
  void aRemovedEntryLeavesItsSiblings() {
    var store = new CaffeineStore(MIB, Long.MAX_VALUE, 2, new CacheEvents());
    var en = entry("/a", "en", 10);
    store.put(en);
    store.put(entry("/a", "de", 20));
    store.remove(en);
    assertThat(found(store, "/a", "en")).isEqualTo(-1);
    assertThat(found(store, "/a", "de")).isEqualTo(20);
  }

  @Test
  void bytesAreBounded() {
    var store = new CaffeineStore(MIB, Long.MAX_VALUE, 2, new CacheEvents());
    for (int i = 0; i < 1000; i++) {
      store.put(entry("/" + i, "en", 10_000));
    }
    settle();
    assertThat(store.stats().weightBytes()).isLessThanOrEqualTo(MIB);
    assertThat(store.stats().evictions()).isGreaterThan(800);
  }

  @Test
  void keysAreBoundedWhereAskedFor() {
    var store = new CaffeineStore(MIB, 10, 2, new CacheEvents());
    for (int i = 0; i < 100; i++) {
      store.put(entry("/" + i, "en", 10));
    }
    settle();
    assertThat(store.stats().keys()).isBetween(1L, 10L);
  }

  @Test
  void aCodedFormCountsOnceItIsThere() {
    var store = new CaffeineStore(MIB, Long.MAX_VALUE, 2, new CacheEvents());
    var entry = entry("/a", "en", 10);
    store.put(entry);
    settle();
    long before = store.stats().weightBytes();
    var forms = requireNonNull(entry.forms(new CodingTerms(type -> true, 0)));
    forms.bodies().made(ContentCoding.GZIP, Buffer.buffer(new byte[500]));

    store.reweigh(entry.key());
    settle();
    assertThat(store.stats().weightBytes()).isEqualTo(before + 500);
    assertThat(found(store, "/a", "en")).isEqualTo(10);
    forms.bodies().made(ContentCoding.BR, Buffer.buffer(new byte[(int) MIB]));
    store.reweigh(entry.key());
    settle();
    assertThat(found(store, "/a", "en")).as("too large with all its forms").isEqualTo(-1);
    store.reweigh(entry.key());
    assertThat(store.stats().keys()).isZero();
  }

  @Test
  void aSweepRemovesWhatIsDead() {
    var store = new CaffeineStore(MIB, Long.MAX_VALUE, 2, new CacheEvents());
    store.put(entry("/dead", "en", 10));
    store.put(entry("/alive", "en", 20));
    store.sweep(entry -> entry.body().length() == 10);
    assertThat(found(store, "/dead", "en")).isEqualTo(-1);
    assertThat(found(store, "/alive", "en")).isEqualTo(20);
  }

  /** Eviction runs in the common pool. */
  private static void settle() {
    // Twice: maintenance may ask for more of it.
    for (int i = 0; i < 2; i++) {
      CompletableFuture.runAsync(() -> {}, Maintenance.LATER).join();
      assertThat(ForkJoinPool.commonPool().awaitQuiescence(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static int found(CaffeineStore store, String path, String language) {
    var request = request(path, language);
    var variants = store.find(CacheKey.of("GET", request.target()));
    var entry = variants == null ? null : variants.select(request.fields());
    return entry == null ? -1 : entry.body().length();
  }

  private static RequestHead request(String path, String language) {
    return new RequestHead(
        "GET",
        new RequestTarget("http", "example.com", path, null),
        StoredFields.of("accept-language", language));
  }

  private static CacheEntry entry(String path, String language, int bytes) {
    var request = request(path, language);
    var response =
        new ResponseHead(
            200,
            StoredFields.of(
                "cache-control",
                "max-age=60",
                "vary",
                "Accept-Language",
                "content-type",
                "text/css"),
            1_000,
            1_000);
    var store =
        (StoreDecision.Store)
            StoreDecision.decide(request, response, CachePolicy.DEFAULT, RuleTags.NONE);
    return new CacheEntry(
        CacheKey.of("GET", request.target()),
        store.response(),
        Buffer.buffer(new byte[bytes]),
        new Stamp(1, 1, new long[0]));
  }
}
