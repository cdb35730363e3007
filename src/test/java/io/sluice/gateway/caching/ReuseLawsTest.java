package io.sluice.gateway.caching;

import static io.sluice.gateway.caching.Exchanges.T0;
import static io.sluice.gateway.caching.Exchanges.at;
import static io.sluice.gateway.caching.Exchanges.date;
import static io.sluice.gateway.caching.Exchanges.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.CacheDecision.Hit;
import io.sluice.gateway.caching.CacheDecision.ServeStaleAndRefresh;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

/** What holds for every response and every request, whatever they say. */
class ReuseLawsTest {

  /** A response with the numbers that went into its fields. */
  record Sample(
      ResponseHead head,
      @Nullable Long sMaxage,
      @Nullable Long maxAge,
      @Nullable Long expires,
      long swr,
      boolean strict,
      long ageSeconds) {

    /** The lifetime by RFC 9111 §4.2.1, written down once more as simply as can be. */
    long lifetimeSeconds() {
      if (sMaxage != null) {
        return sMaxage;
      }
      if (maxAge != null) {
        return maxAge;
      }
      return expires == null ? 0 : Math.max(0, expires);
    }
  }

  @Property
  void isNeverReusedPastItsLimits(
      @ForAll("samples") Sample sample,
      @ForAll @LongRange(min = 0, max = 200_000) long afterMillis) {
    long now = T0 + afterMillis;
    var decision = store(sample);
    if (!(decision instanceof StoreDecision.Store store)) {
      return;
    }
    long ageMillis = sample.ageSeconds * 1000 + afterMillis;
    long limitMillis = sample.lifetimeSeconds() * 1000;
    var reuse = decide(get(), store.response(), now);
    if (ageMillis < limitMillis) {
      assertThat(reuse).isInstanceOf(Hit.class);
    } else if (!sample.strict && ageMillis < limitMillis + sample.swr * 1000) {
      assertThat(reuse).isInstanceOf(ServeStaleAndRefresh.class);
    } else {
      assertThat(reuse).isNotInstanceOfAny(Hit.class, ServeStaleAndRefresh.class);
    }
    if (sample.strict && ageMillis >= limitMillis) {
      assertThat(StaleIfError.mayServe(reuse, now)).isFalse();
    }
  }

  @Property
  void isSharedOnlyWhileItIsFresh(@ForAll("samples") Sample sample) {
    boolean fresh = sample.ageSeconds < sample.lifetimeSeconds();
    assertThat(store(sample).shareable()).isEqualTo(fresh);
  }

  @Property
  void ageNeverGoesBackwards(
      @ForAll("samples") Sample sample,
      @ForAll @LongRange(min = -100_000, max = 200_000) long first,
      @ForAll @LongRange(min = 0, max = 200_000) long later) {
    if (store(sample) instanceof StoreDecision.Store store) {
      var stored = store.response();
      assertThat(stored.currentAgeMillis(T0 + first))
          .isGreaterThanOrEqualTo(sample.ageSeconds * 1000);
      assertThat(stored.currentAgeMillis(T0 + first + later))
          .isGreaterThanOrEqualTo(stored.currentAgeMillis(T0 + first));
      assertThat(stored.freshForMillis(T0 + first + later))
          .isLessThanOrEqualTo(stored.freshForMillis(T0 + first));
    }
  }

  @Property
  void validatingTwiceWithTheSame304ChangesNothing(
      @ForAll("samples") Sample sample, @ForAll("samples") Sample update) {
    if (store(sample) instanceof StoreDecision.Store store) {
      var head = new ResponseHead(304, update.head.fields(), at(50), at(51));
      var once = merge(store.response(), head);
      if (once instanceof NotModified.Outcome.Updated updated) {
        assertThat(merge(updated.response(), head)).isEqualTo(once);
      }
    }
  }

  @Property
  void askingForFresherNeverGivesStaler(
      @ForAll("samples") Sample sample,
      @ForAll @LongRange(min = 0, max = 200) long maxAge,
      @ForAll @LongRange(min = 0, max = 200_000) long afterMillis) {
    if (store(sample) instanceof StoreDecision.Store store) {
      var wish = get("cache-control", "max-age=" + maxAge);
      var reuse = decide(wish, store.response(), T0 + afterMillis);
      if (reuse instanceof Hit hit) {
        assertThat(hit.ageSeconds()).isLessThanOrEqualTo(maxAge);
        assertThat(decide(get(), store.response(), T0 + afterMillis)).isEqualTo(hit);
      }
    }
  }

  @Property
  void isReadBackFromItsPlainValues(@ForAll("samples") Sample sample) {
    if (store(sample) instanceof StoreDecision.Store store) {
      var r = store.response();
      var f = r.freshness();
      var vary = Vary.ofValues(r.vary().names(), r.vary().values());
      var copy =
          new StoredResponse(
              r.status(),
              StoredFields.copyOf(r.fields()),
              r.responseTimeMillis(),
              r.initialAgeMillis(),
              new Freshness(
                  f.lifetimeSeconds(),
                  Freshness.Source.valueOf(f.source().name()),
                  f.noCache(),
                  f.mustRevalidate(),
                  f.immutable(),
                  f.staleWhileRevalidateSeconds(),
                  f.staleIfErrorSeconds()),
              vary,
              List.copyOf(r.tags()));
      assertThat(copy).isEqualTo(r).hasSameHashCodeAs(r);
    }
  }

  @Provide
  Arbitrary<Sample> samples() {
    Arbitrary<Long> seconds = Arbitraries.longs().between(0, 100);
    return Combinators.combine(
            seconds.injectNull(0.6),
            seconds.injectNull(0.4),
            Arbitraries.longs().between(-50, 100).injectNull(0.5),
            Arbitraries.longs().between(0, 30),
            Arbitraries.of(true, false, false),
            Arbitraries.longs().between(0, 60),
            Arbitraries.of("\"a\"", "W/\"b\"", "junk"))
        .as(ReuseLawsTest::sample);
  }

  private static Sample sample(
      @Nullable Long sMaxage,
      @Nullable Long maxAge,
      @Nullable Long expires,
      long swr,
      boolean mustRevalidate,
      long ageSeconds,
      String etag) {
    List<String> directives = new ArrayList<>(List.of("stale-while-revalidate=" + swr));
    directives.add("stale-if-error=" + swr);
    if (mustRevalidate) {
      directives.add("must-revalidate");
    }
    if (maxAge != null) {
      directives.add("max-age=" + maxAge);
    }
    if (sMaxage != null) {
      directives.add("s-maxage=" + sMaxage);
    }
    var fields =
        StoredFields.builder()
            .add("date", date(0))
            .add("age", Long.toString(ageSeconds))
            .add("cache-control", String.join(", ", directives))
            .add("etag", etag)
            .add("vary", "Foo");
    if (expires != null) {
      fields.add("expires", date(expires));
    }
    return new Sample(
        new ResponseHead(200, fields.build(), T0, T0),
        sMaxage,
        maxAge,
        expires,
        swr,
        mustRevalidate || sMaxage != null,
        ageSeconds);
  }

  private static StoreDecision store(Sample sample) {
    return Exchanges.decide(get(), sample.head, CachePolicy.DEFAULT);
  }

  private static NotModified.Outcome merge(StoredResponse stored, ResponseHead head) {
    return NotModified.merge(get(), stored, head, CachePolicy.DEFAULT, RuleTags.NONE);
  }

  private static CacheDecision decide(RequestHead request, StoredResponse stored, long now) {
    return CacheDecision.decide(request, stored, true, Validity.VALID, CachePolicy.DEFAULT, now);
  }
}
