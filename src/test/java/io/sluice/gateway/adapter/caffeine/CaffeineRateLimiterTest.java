package io.sluice.gateway.adapter.caffeine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.spi.RateLimiter.Taken;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CaffeineRateLimiterTest {
  private static final long SECOND = 1_000_000_000L;

  /** As nanoTime may have it: near the overflow. */
  private long now = Long.MAX_VALUE - 3 * SECOND;

  private CaffeineRateLimiter limiter(int requests, int periodSeconds, int burst) {
    return new CaffeineRateLimiter(
        requests, Duration.ofSeconds(periodSeconds), burst, 1000, () -> now);
  }

  @Test
  void aBurstIsServedAndThenOneAnInterval() {
    var limiter = limiter(10, 5, 3);
    assertThat(limiter.take("a", now)).isEqualTo(new Taken(true, 2, SECOND / 2));
    assertThat(limiter.take("a", now)).isEqualTo(new Taken(true, 1, SECOND / 2));
    assertThat(limiter.take("a", now)).isEqualTo(new Taken(true, 0, SECOND / 2));
    assertThat(limiter.take("a", now)).isEqualTo(new Taken(false, 0, SECOND / 2));
    now += SECOND / 2 - 1;
    assertThat(limiter.take("a", now)).isEqualTo(new Taken(false, 0, 1));
    now += 1;
    assertThat(limiter.take("a", now)).isEqualTo(new Taken(true, 0, SECOND / 2));
    assertThat(limiter.take("a", now).granted()).isFalse();
  }

  @Test
  void keysDoNotShare() {
    var limiter = limiter(1, 60, 1);
    assertThat(limiter.take("a", now).granted()).isTrue();
    assertThat(limiter.take("b", now).granted()).isTrue();
    assertThat(limiter.take("a", now).granted()).isFalse();
  }

  @Test
  void aPauseGivesNoMoreThanTheBurst() {
    var limiter = limiter(10, 1, 4);
    limiter.take("a", now);
    now += 3600 * SECOND;
    assertThat(granted(limiter, "a", 10)).isEqualTo(4);
  }

  @Test
  void afterARefusalNothingIsOwed() {
    var limiter = limiter(1, 1, 1);
    assertThat(granted(limiter, "a", 1000)).isEqualTo(1);
    now += SECOND;
    assertThat(limiter.take("a", now).granted()).isTrue();
  }

  @Property
  void noSpanGetsMoreThanItsShareAndABurst(
      @ForAll @IntRange(min = 1, max = 50) int requests,
      @ForAll @IntRange(min = 1, max = 20) int burst,
      @ForAll @Size(max = 200) List<@IntRange(max = 400_000_000) Integer> gaps) {
    now = 0;
    var limiter = limiter(requests, 1, burst);
    int served = 0;
    for (int gap : gaps) {
      now += gap;
      served += limiter.take("a", now).granted() ? 1 : 0;
      assertThat((long) served).isLessThanOrEqualTo(burst + now / (SECOND / requests));
    }
  }

  @Test
  void bucketsThatAreFullAgainLeave() {
    var limiter = limiter(1, 1, 2);
    IntStream.range(0, 500).forEach(i -> limiter.take("key " + i, now));
    assertThat(limiter.keys()).isEqualTo(500);
    now += 5 * SECOND;
    assertThat(limiter.keys()).isZero();
  }

  @Test
  void aFloodOfKeysIsBoundedAndWhoAsksOftenStaysLimited() {
    var limiter = limiter(1, 3600, 100);
    assertThat(granted(limiter, "often", 1000)).isEqualTo(100);
    for (int i = 0; i < 20_000; i++) {
      limiter.take("once " + i, now);
      assertThat(i % 100 == 0 && limiter.take("often", now).granted()).isFalse();
    }
    assertThat(limiter.keys()).isLessThanOrEqualTo(1000);
  }

  @Test
  void threadsShareOneBucket() {
    var limiter = limiter(1, 3600, 1000);
    var served = new AtomicInteger();
    IntStream.range(0, 8000)
        .parallel()
        .forEach(i -> served.addAndGet(limiter.take("a", now).granted() ? 1 : 0));
    assertThat(served).hasValue(1000);
  }

  private int granted(CaffeineRateLimiter limiter, String key, int asked) {
    int granted = 0;
    for (int i = 0; i < asked; i++) {
      granted += limiter.take(key, now).granted() ? 1 : 0;
    }
    return granted;
  }
}
