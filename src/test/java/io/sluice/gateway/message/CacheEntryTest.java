package io.sluice.gateway.message;

import static io.sluice.gateway.caching.ContentCoding.BR;
import static io.sluice.gateway.caching.ContentCoding.GZIP;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.CodingTerms;
import io.sluice.gateway.caching.Freshness;
import io.sluice.gateway.caching.RequestTarget;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.StoredResponse;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.invalidation.Stamp;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The coded forms of an entry. */
class CacheEntryTest {
  private static final CodingTerms TEXT = new CodingTerms("text/css"::equals, 3);
  private static final Stamp STAMP = new Stamp(1, 1, new long[0]);

  private static StoredResponse response(String... fields) {
    return new StoredResponse(
        200,
        StoredFields.of(fields),
        1_000,
        0,
        new Freshness(60, Freshness.Source.MAX_AGE, false, true, false, 0, 0),
        Vary.NONE,
        List.of());
  }

  private static CacheEntry entry(String... fields) {
    var key = CacheKey.of("GET", new RequestTarget("http", "example.com", "/", null));
    return new CacheEntry(key, response(fields), Buffer.buffer("abc"), STAMP);
  }

  private static EntryForms forms(CacheEntry entry) {
    return requireNonNull(entry.forms(TEXT));
  }

  @Test
  void oneOfManyWhoWantAFormMakesIt() throws Exception {
    int crowd = 50;
    var threads = Executors.newFixedThreadPool(crowd);
    try {
      for (int round = 0; round < 20; round++) {
        var entry = entry("content-type", "text/css");
        var barrier = new CyclicBarrier(crowd);
        Callable<Boolean> claim =
            () -> {
              barrier.await();
              return forms(entry).bodies().claim(GZIP);
            };
        int made = 0;
        for (var claimed : threads.invokeAll(java.util.Collections.nCopies(crowd, claim))) {
          made += claimed.get() ? 1 : 0;
        }
        assertThat(made).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aFormIsThereOnceItIsMade() {
    var entry = entry("content-type", "text/css", "etag", "\"v\"");
    long before = entry.weightBytes();
    assertThat(forms(entry).bodies().claim(GZIP)).isTrue();
    assertThat(forms(entry).find(GZIP)).isNull();

    forms(entry).bodies().made(GZIP, Buffer.buffer("zz"));

    assertThat(forms(entry).bodies().claim(GZIP)).isFalse();
    var form = requireNonNull(forms(entry).find(GZIP));
    assertThat(form.body().toString()).isEqualTo("zz");
    assertThat(form.fields().get("etag")).isEqualTo("W/\"v\"");
    assertThat(forms(entry).find(GZIP)).isSameAs(form);
    assertThat(forms(entry).find(BR)).isNull();
    assertThat(entry.weightBytes()).isEqualTo(before + 2);
  }

  @Test
  void anEntryWithTheSameBodyTakesItsFormsOverUnderItsOwnFields() {
    var old = entry("content-type", "text/css", "x", "1");
    forms(old).bodies().claim(GZIP);
    var renewed = old.with(response("content-type", "text/css", "x", "2"), STAMP);

    // Also what was still being made.
    forms(old).bodies().made(GZIP, Buffer.buffer("zz"));

    var form = requireNonNull(forms(renewed).find(GZIP));
    assertThat(form.body().toString()).isEqualTo("zz");
    assertThat(form.fields().get("x")).isEqualTo("2");
    assertThat(forms(renewed).bodies().claim(GZIP)).isFalse();
  }

  @Test
  void anEntryThatMayNoLongerBeTransformedHasOneForm() {
    var old = entry("content-type", "text/css");
    forms(old).bodies().made(GZIP, Buffer.buffer("zz"));
    var forbidding = response("content-type", "text/css", "cache-control", "no-transform");
    var renewed = old.with(forbidding, STAMP);
    assertThat(renewed.forms(TEXT)).isNull();
    assertThat(forms(renewed.with(old.response(), STAMP)).find(GZIP)).isNotNull();
  }

  @Test
  void otherEntriesHaveOneForm() {
    assertThat(entry("content-type", "image/png").forms(TEXT)).isNull();
    var terms = new CodingTerms("text/css"::equals, 4);
    assertThat(entry("content-type", "text/css").forms(terms)).isNull();
  }
}
