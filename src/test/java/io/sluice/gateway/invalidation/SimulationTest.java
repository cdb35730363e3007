package io.sluice.gateway.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promise, on the production classes, under every fault, in a world whose every event follows
 * from a seed.
 */
class SimulationTest {
  private static final int MUTANT_SEEDS = 2000;
  private static final int TRACE_LINES = 400;

  @Test
  void noReadIsOlderThanAnInvalidationThatHadSucceeded() {
    Map<String, Integer> counts = runSeeds(0, 200);

    // A simulation in which nothing is answered from a store, or nothing succeeds, proves nothing.
    assertThat(counts.get("memory")).isGreaterThan(100_000);
    assertThat(counts.get("redis")).isGreaterThan(10_000);
    assertThat(counts.get("joined")).isGreaterThan(1_000);
    assertThat(counts.get("passed")).isGreaterThan(10_000);
    assertThat(counts.get("succeeded")).isGreaterThan(5_000);
  }

  @Tag("long")
  @Test
  void noReadIsOlderThanAnInvalidationThatHadSucceededInTenThousandRuns() {
    assertThat(runSeeds(1_000, 10_000).get("succeeded")).isGreaterThan(200_000);
  }

  private static Map<String, Integer> runSeeds(long first, int count) {
    Map<String, Integer> counts = new TreeMap<>();
    LongStream.range(first, first + count)
        .forEach(
            seed -> {
              StalenessChecker checker = run(seed, EnumSet.noneOf(Mutant.class));
              checker.counts().forEach((what, n) -> counts.merge(what, n, Integer::sum));
              assertThat(checker.violation()).as(() -> trace(seed)).isNull();
            });
    return counts;
  }

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void withoutAnyOneRuleTheCheckerFindsAViolation(Mutant mutant) {
    Set<Mutant> mutants = EnumSet.of(mutant);
    assertThat(LongStream.range(mutant.firstSeed, mutant.firstSeed + MUTANT_SEEDS))
        .as("seeds that show what %s is for", mutant)
        .anyMatch(seed -> run(seed, mutants).violation() != null);
  }

  private static StalenessChecker run(long seed, Set<Mutant> mutants) {
    return new SimCluster(seed, mutants, false).run();
  }

  /** The end of the trace of a seed that failed. */
  private static String trace(long seed) {
    var cluster = new SimCluster(seed, EnumSet.noneOf(Mutant.class), true);
    cluster.run();
    var lines = cluster.world().trace();
    int from = Math.max(0, lines.size() - TRACE_LINES);
    return "seed " + seed + "\n" + String.join("\n", lines.subList(from, lines.size()));
  }
}
