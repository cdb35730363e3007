package io.sluice.loadtests;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Chooses a rank from 1 to n after Zipf's law: rank r is chosen in proportion to 1 / r^s.
 *
 * <p>A few pages of a shop draw most of its visitors; an even choice would make every cache look
 * worse, and a single page every cache look better than it is.
 */
final class Popularity {
  private final double[] cumulative;

  /**
   * @param ranks how many there are, at least 1
   * @param exponent s, at least 0 (an even choice); about 1 for web traffic
   */
  Popularity(int ranks, double exponent) {
    if (ranks < 1 || !(exponent >= 0)) {
      throw new IllegalArgumentException(
          "ranks: " + ranks + ", exponent: " + exponent + " (expected: >= 1, >= 0)");
    }
    cumulative = new double[ranks];
    double sum = 0;
    for (int rank = 1; rank <= ranks; rank++) {
      sum += 1 / Math.pow(rank, exponent);
      cumulative[rank - 1] = sum;
    }
  }

  int next(RandomGenerator random) {
    double point = random.nextDouble() * cumulative[cumulative.length - 1];
    int index = Arrays.binarySearch(cumulative, point);
    return index >= 0 ? index + 1 : -index;
  }
}
