package io.sluice.gateway.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.invalidation.Change.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * One writer and several readers: what was acknowledged is seen, through growth, compaction and
 * rising floors.
 */
class TagTableReadersTest {
  private static final int READERS = 3;
  private static final long RECORDS = 300_000;

  @Test
  void noReaderMissesARecordThatWasAppliedBeforeItLooked() throws Exception {
    TagTable table = new TagTable();
    table.reset(1, 0);
    AtomicLong acknowledged = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(READERS);
    try {
      List<Future<Long>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(threads.submit(reader(table, acknowledged)));
      }
      for (long sequence = 1; sequence <= RECORDS; sequence++) {
        table.apply(List.of(tag(sequence)), Mode.HARD, sequence);
        if (sequence % 1_000 == 0) {
          table.raiseFloor(sequence - 20_000);
        }
        acknowledged.set(sequence);
      }
      for (Future<Long> reader : readers) {
        assertThat(reader.get(30, TimeUnit.SECONDS)).as("records missed").isZero();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Tags come again, so that records are both added and changed in place. */
  private static long tag(long sequence) {
    return TagHash.mix(1 + sequence % 70_000);
  }

  private static Callable<Long> reader(TagTable table, AtomicLong acknowledged) {
    return () -> {
      long missed = 0;
      List<Stamp> shared = new ArrayList<>();
      long last = 0;
      while (last < RECORDS) {
        last = acknowledged.get();
        if (last == 0) {
          continue;
        }
        // Fetched just before the last record, and one that has a verdict to be remembered wrongly.
        Stamp fresh = new Stamp(1, last - 1, new long[] {tag(last)});
        shared.add(new Stamp(1, last, new long[] {tag(last + 1)}));
        missed += table.check(fresh) == Verdict.INVALID ? 0 : 1;
        for (Stamp stamp : shared) {
          long invalidatedAt = stamp.sequence() + 1;
          boolean mustBeInvalid = acknowledged.get() >= invalidatedAt;
          missed += mustBeInvalid && table.check(stamp) != Verdict.INVALID ? 1 : 0;
        }
        if (shared.size() > 16) {
          shared.clear();
        }
      }
      return missed;
    };
  }
}
