package io.sluice.gateway.verticle.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RefreshPaceTest {
  private static final long MILLI = Duration.ofMillis(1).toNanos();

  private static int taken(RefreshPace pace, long fromMillis, long toMillis) {
    int taken = 0;
    for (long t = fromMillis; t < toMillis; t++) {
      for (int asked = 0; asked < 5; asked++) {
        taken += pace.take(t * MILLI) ? 1 : 0;
      }
    }
    return taken;
  }

  @Test
  void keepsToTheRate() {
    var pace = new RefreshPace(50, () -> 1, 0);
    assertThat(taken(pace, 0, 1000)).isEqualTo(50);
    assertThat(taken(pace, 1000, 2000)).isEqualTo(50);
  }

  @Test
  void sharesTheRateWithTheOtherNodesAsTheyComeAndGo() {
    var nodes = new AtomicInteger(5);
    var pace = new RefreshPace(50, nodes::get, 0);
    assertThat(taken(pace, 0, 1000)).isEqualTo(10);
    nodes.set(1);
    assertThat(taken(pace, 1000, 2000)).isEqualTo(50);
  }

  @Test
  void doesNotSaveUp() {
    var pace = new RefreshPace(50, () -> 1, 0);
    assertThat(taken(pace, 3_600_000, 3_600_001)).isLessThanOrEqualTo(6);
  }

  @Test
  void givesBackWhatWasNotNeeded() {
    var pace = new RefreshPace(10, () -> 1, 0);
    assertThat(pace.take(0)).isTrue();
    assertThat(pace.take(1)).isFalse();
    pace.giveBack();
    assertThat(pace.take(2)).isTrue();
  }

  @Test
  void survivesTheWrapOfTheClock() {
    long now = Long.MAX_VALUE - 5;
    var pace = new RefreshPace(10, () -> 1, now);
    assertThat(pace.take(now)).isTrue();
    assertThat(pace.take(now + 10)).isFalse();
    assertThat(pace.take(now + Duration.ofSeconds(1).toNanos())).isTrue();
  }
}
