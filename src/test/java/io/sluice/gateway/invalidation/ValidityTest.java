package io.sluice.gateway.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.invalidation.Change.Mode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ValidityTest {
  private static final Duration LEASE = Duration.ofSeconds(5);

  private final TagTable table = new TagTable();
  private final Stamp stamp = new Stamp(1, 10, new long[] {7});
  private long nanos = Long.MAX_VALUE - 1_000_000_000L; // nanoTime may overflow
  private long wallMillis = 1_000_000;
  private final LeaseClock clock =
      new LeaseClock() {
        @Override
        public long nanoTime() {
          return nanos;
        }

        @Override
        public long wallMillis() {
          return wallMillis;
        }
      };
  private final Validity validity = new Validity(clock, table, Lease.NONE);

  @BeforeEach
  void lease() {
    table.reset(1, 0);
    validity.lease(Lease.from(nanos, wallMillis, LEASE));
  }

  @Test
  void aNodeWithALogForgetsNothing() {
    assertThat(validity.isForgotten(new Stamp(2, 10, new long[] {7}))).isFalse();
  }

  @Test
  void aLeaseEndsAfterItsLengthOnTheMonotonicClock() {
    nanos += LEASE.toNanos() - 1;
    assertThat(validity.check(stamp)).isEqualTo(Verdict.VALID);

    nanos += 1;

    assertThat(validity.trusted()).isFalse();
    assertThat(validity.check(stamp)).isEqualTo(Verdict.UNTRUSTED);
  }

  @Test
  void aLeaseEndsWhenTheWallClockHasMovedAsFar() {
    wallMillis += LEASE.toMillis();
    assertThat(validity.check(stamp)).isEqualTo(Verdict.UNTRUSTED);
  }

  @Test
  void aWallClockThatIsSetBackDoesNotExtendALease() {
    wallMillis -= 3_600_000;
    assertThat(validity.trusted()).isTrue();
    nanos += LEASE.toNanos();
    assertThat(validity.trusted()).isFalse();
  }

  @Test
  void whatIsKnownToBeInvalidIsSoWithoutALease() {
    table.apply(List.of(7L), Mode.HARD, 11);
    validity.lease(Lease.NONE);
    assertThat(validity.check(stamp)).isEqualTo(Verdict.INVALID);
  }

  @Test
  void aSoftInvalidationMakesStaleAndALaterHardOneInvalid() {
    table.apply(List.of(7L), Mode.SOFT, 11);
    assertThat(validity.check(stamp)).isEqualTo(Verdict.SOFT_STALE);
    table.apply(List.of(7L), Mode.HARD, 12);
    assertThat(validity.check(stamp)).isEqualTo(Verdict.INVALID);
  }

  @Test
  void theTableAloneDecidesForRequestsThatArrivedInTime() {
    validity.lease(Lease.NONE);
    assertThat(validity.checkTable(stamp)).isEqualTo(Verdict.VALID);
  }

  @Test
  void withoutALogTheTableIsAlwaysTrusted() {
    validity.lease(Lease.UNBOUNDED);
    nanos += Duration.ofDays(400).toNanos();
    assertThat(validity.check(stamp)).isEqualTo(Verdict.VALID);
  }

  @Test
  void whatWasFetchedBeforeTheFirstContactIsUntrustedAndVoidAfterIt() {
    var empty = new TagTable();
    var unknowing = new Validity(clock, empty, Lease.NONE);
    Stamp early = new Stamp(unknowing.token(), new long[] {7});
    assertThat(unknowing.check(early)).isEqualTo(Verdict.UNTRUSTED);

    empty.reset(1, 0);

    assertThat(unknowing.check(early)).isEqualTo(Verdict.INVALID);
  }
}
