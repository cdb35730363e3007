package io.sluice.gateway.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.invalidation.Change.Mode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TagTableTest {
  private static final long GENERATION = 5;

  private static TagTable table() {
    TagTable table = new TagTable();
    table.reset(GENERATION, 0);
    return table;
  }

  private static Stamp stamp(long sequence, long... tags) {
    return new Stamp(GENERATION, sequence, tags);
  }

  /**
   * The law: an entry is invalid if and only if a tag of it was invalidated after its fetch, or the
   * floor is above it.
   */
  @Property(tries = 200)
  void aVerdictFollowsFromTheLastInvalidations(@ForAll long seed) {
    Random random = new Random(seed);
    TagTable table = table();
    Map<Long, Long> hard = new HashMap<>();
    Map<Long, Long> soft = new HashMap<>();
    int tags = 1 + random.nextInt(300);
    long sequence = 0;
    long floor = 0;
    for (int i = 0; i < 600; i++) {
      long tag = TagHash.mix(1 + random.nextInt(tags));
      sequence++;
      if (random.nextInt(20) == 0) {
        floor = Math.max(floor, sequence - random.nextInt(100));
        table.raiseFloor(floor);
      } else if (random.nextInt(3) == 0) {
        soft.put(tag, sequence);
        table.apply(List.of(tag), Mode.SOFT, sequence);
      } else {
        hard.put(tag, sequence);
        table.apply(List.of(new Change(tag, Mode.HARD, sequence)));
      }
      long fetched = random.nextInt((int) sequence + 1);
      long asked = TagHash.mix(1 + random.nextInt(tags));
      Verdict expected =
          fetched < floor || hard.getOrDefault(asked, 0L) > fetched
              ? Verdict.INVALID
              : soft.getOrDefault(asked, 0L) > fetched ? Verdict.SOFT_STALE : Verdict.VALID;
      Stamp stamp = stamp(fetched, 99, asked);
      assertThat(table.check(stamp)).isEqualTo(expected);
      assertThat(table.check(stamp)).as("remembered").isEqualTo(expected);
    }
  }

  @Test
  void aRememberedVerdictEndsWithTheNextChange() {
    TagTable table = table();
    Stamp stamp = stamp(10, 1, 2);
    assertThat(table.check(stamp)).isEqualTo(Verdict.VALID);

    table.apply(List.of(2L), Mode.HARD, 11);

    assertThat(table.check(stamp)).isEqualTo(Verdict.INVALID);
  }

  @Test
  void whatIsOlderThanWhatIsKnownChangesNothing() {
    TagTable table = table();
    table.apply(List.of(1L), Mode.HARD, 20);
    long version = table.version();

    table.apply(List.of(1L), Mode.HARD, 10);

    assertThat(table.version()).isEqualTo(version);
    assertThat(table.check(stamp(15, 1))).isEqualTo(Verdict.INVALID);
  }

  @Test
  void aNewGenerationVoidsEverything() {
    TagTable table = table();
    Stamp stamp = stamp(10, 1);
    assertThat(table.check(stamp)).isEqualTo(Verdict.VALID);

    table.reset(GENERATION + 1, 0);

    assertThat(table.check(stamp)).isEqualTo(Verdict.INVALID);
  }

  @Test
  void heldTagsAreInvalidWhateverTheStamp() {
    TagTable table = table();
    table.hold(new long[] {7, 3});
    assertThat(table.check(stamp(1_000, 3))).isEqualTo(Verdict.INVALID);
    assertThat(table.check(stamp(1_000, 4))).isEqualTo(Verdict.VALID);

    table.hold(new long[] {});

    assertThat(table.check(stamp(1_000, 3))).isEqualTo(Verdict.VALID);
  }

  @Test
  void trimmingKeepsTheNewestAndVoidsWhatTheRestWouldHaveJudged() {
    TagTable table = table();
    List<Long> tags = LongStream.rangeClosed(1, 1_000).boxed().toList();
    table.apply(tags, Mode.HARD, 1);

    table.trim(100);

    assertThat(table.records()).isEqualTo(100);
    assertThat(table.floor()).isEqualTo(900);
    assertThat(table.check(stamp(899, 5_000))).isEqualTo(Verdict.INVALID);
    assertThat(table.check(stamp(900, 5_000))).isEqualTo(Verdict.VALID);
    assertThat(table.check(stamp(900, 901))).isEqualTo(Verdict.INVALID);
  }

  @Test
  void whatTheFloorHasOvertakenIsRemovedWhenTheTableFills() {
    TagTable table = table();
    for (long tag = 1; tag <= 100_000; tag++) {
      table.apply(List.of(tag), Mode.HARD, tag);
      table.raiseFloor(tag - 50);
    }
    assertThat(table.bytes()).isLessThan(20_000);
  }

  @Test
  void aTagTakesSeventyTwoBytesAtMost() {
    TagTable table = table();
    for (long tag = 1; tag <= 200_000; tag++) {
      table.apply(List.of(TagHash.mix(tag)), Mode.HARD, tag);
    }
    assertThat(table.bytes() / 200_000.0).isBetween(24.0, 72.0);
  }

  @Test
  void changesAfterASequenceComeInOrder() {
    TagTable table = table();
    table.apply(List.of(4L, 3L, 2L), Mode.HARD, 10);
    table.apply(List.of(3L), Mode.SOFT, 13);

    assertThat(table.changesAfter(10))
        .containsExactly(
            new Change(3, Mode.HARD, 11),
            new Change(2, Mode.HARD, 12),
            new Change(3, Mode.SOFT, 13));
  }
}
