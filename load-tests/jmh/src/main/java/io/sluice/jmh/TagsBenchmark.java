package io.sluice.jmh;

import io.sluice.gateway.invalidation.ApplyMessage;
import io.sluice.gateway.invalidation.Change;
import io.sluice.gateway.invalidation.Invalidation;
import io.sluice.gateway.invalidation.InvalidationNode;
import io.sluice.gateway.invalidation.LeaseClock;
import io.sluice.gateway.invalidation.Peers;
import io.sluice.gateway.invalidation.ProtocolListener;
import io.sluice.gateway.invalidation.ProtocolOptions;
import io.sluice.gateway.invalidation.Stamp;
import io.sluice.gateway.invalidation.TagHash;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.invalidation.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Whether an entry's tags have been invalidated, beside so many others that have. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TagsBenchmark {
  @Param({"0", "10000"})
  private int invalidated;

  @Param({"4", "40"})
  private int tags;

  private final InvalidationNode node =
      InvalidationNode.local(
          "node/1",
          ProtocolOptions.defaults(),
          LeaseClock.system(),
          (delayNanos, task) -> () -> {},
          new Alone(),
          1,
          ProtocolListener.NONE);
  private final Validity validity = node.validity();
  private long[] hashes = {};
  private Stamp stamp = new Stamp(validity.token(), hashes);

  private static final class Alone implements Peers {
    @Override
    public CompletionStage<Boolean> apply(String incarnation, ApplyMessage message) {
      return CompletableFuture.completedFuture(false);
    }

    @Override
    public List<String> members() {
      return List.of();
    }
  }

  @Setup
  public void prepare() {
    if (invalidated > 0) {
      node.submit(
          new Invalidation(
              IntStream.range(0, invalidated).mapToObj(i -> "t:other:" + i).toList(),
              Change.Mode.HARD,
              Invalidation.Wait.COMMIT,
              Duration.ofSeconds(1),
              false,
              "benchmark"));
    }
    hashes = IntStream.range(0, tags).mapToLong(i -> TagHash.of("t:product:" + i)).toArray();
    stamp = new Stamp(validity.token(), hashes);
    if (validity.check(stamp) != Verdict.VALID) {
      throw new IllegalStateException("not valid");
    }
  }

  /** As nearly always: nothing has been invalidated since the last look. */
  @Benchmark
  public Verdict checkKnown() {
    return validity.check(stamp);
  }

  /** The first look after any invalidation; with the stamp, which has no verdict yet. */
  @Benchmark
  public Verdict checkAnew() {
    return validity.check(new Stamp(1, stamp.sequence(), hashes));
  }
}
