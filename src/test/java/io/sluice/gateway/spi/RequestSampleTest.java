package io.sluice.gateway.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gateway.caching.RequestTarget;
import io.sluice.gateway.spi.TopRequests.Frequent;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestSampleTest {
  private final TopRequests top = new TopRequests();
  private final RequestSample sample = top.join();

  private static RequestTarget target(String path, String query) {
    return new RequestTarget("http", "shop.test", path, query);
  }

  /** How many of them were looked at. */
  private int requests(int count, String path, String... tags) {
    int taken = 0;
    for (int i = 0; i < count; i++) {
      if (sample.isDue()) {
        sample.take(target(path, "n=" + i), List.of(tags), true);
        taken++;
      }
    }
    return taken;
  }

  @Test
  void fewRequestsAreAllLookedAtAndToldWithoutTheirQueries() {
    assertThat(requests(20, "/a", "t:red", "u:http://shop.test/a", "*")).isEqualTo(20);
    sample.secondPassed();

    assertThat(top.top(10).urls()).containsExactly(new Frequent("shop.test/a", 20, 20));
    assertThat(top.top(10).tags()).containsExactly(new Frequent("red", 20, 20));
  }

  @Test
  void ofManyEverFewerAreLookedAtAndStandForAll() {
    int first = requests(100_000, "/a");
    sample.secondPassed();
    assertThat(first).isLessThan(2_000);

    int later = 0;
    for (int second = 0; second < 60; second++) {
      later = requests(100_000, "/a");
      sample.secondPassed();
    }
    assertThat(later).isLessThan(300);
    assertThat(top.top(1).urls().get(0).perSecond()).isCloseTo(100_000, within(5_000.0));
  }

  @Test
  void afterARushFewRequestsAreSeenAgain() {
    requests(1_000_000, "/rush");
    for (int second = 0; second < 20; second++) {
      sample.secondPassed();
    }

    assertThat(requests(10, "/quiet")).isEqualTo(10);
  }

  @Test
  void eventLoopsAreAddedUp() {
    var other = top.join();
    requests(2, "/a");
    other.take(target("/a", "n=1"), List.of(), false);
    other.take(target("/b", "n=1"), List.of(), false);
    sample.secondPassed();
    other.secondPassed();

    assertThat(top.top(10).urls())
        .containsExactly(new Frequent("shop.test/a", 3, 2), new Frequent("shop.test/b", 1, 0));
    top.leave(other);
    assertThat(top.top(10).urls()).hasSize(1);
  }

  @Test
  void aResponseWithThousandsOfTagsAndAVeryLongUrlAreBounded() {
    String[] tags = IntStream.range(0, 5000).mapToObj(i -> "t:" + i).toArray(String[]::new);
    requests(1, "/" + "x".repeat(5000), tags);
    sample.secondPassed();

    assertThat(top.top(5000).tags()).hasSize(32);
    assertThat(top.top(1).urls().get(0).name()).hasSizeLessThan(310);
  }
}
