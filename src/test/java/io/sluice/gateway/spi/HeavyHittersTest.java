package io.sluice.gateway.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gateway.spi.TopRequests.Frequent;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeavyHittersTest {
  private final HeavyHitters hitters = new HeavyHitters(16);

  private void add(String name, int times) {
    for (int i = 0; i < times; i++) {
      hitters.add(name, 1, i % 2 == 0);
    }
  }

  @Test
  void fewNamesAreCountedExactly() {
    add("a", 3);
    add("b", 10);

    assertThat(hitters.top(5, 1))
        .containsExactly(new Frequent("b", 10, 5), new Frequent("a", 3, 2));
  }

  @Test
  void whatIsFrequentIsFoundAmongThousandsThatAreNot() {
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      hitters.add(random.nextInt(5) == 0 ? "often" : "once " + i, 1, false);
    }

    var first = hitters.top(1, 1).get(0);
    assertThat(first.name()).isEqualTo("often");
    assertThat(first.perSecond()).isCloseTo(4000, within(400.0));
  }

  @Test
  void aNewcomerIsNotShownWithWhatItTookOver() {
    for (int i = 0; i < 16; i++) {
      add("name " + i, 100);
    }
    add("new", 1);

    assertThat(hitters.top(20, 1)).hasSize(16).contains(new Frequent("new", 1, 1));
  }

  @Test
  void whatIsLongPastIsForgotten() {
    add("a", 8);
    hitters.fade(0.5);
    assertThat(hitters.top(1, 1)).containsExactly(new Frequent("a", 4, 2));

    for (int i = 0; i < 20; i++) {
      hitters.fade(0.5);
    }
    assertThat(hitters.top(1, 1)).isEmpty();
  }
}
