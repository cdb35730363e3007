package io.sluice.gateway.invalidation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The compacted log in memory: for each tag the sequences of its last hard and its last soft
 * invalidation.
 *
 * <p><b>Data.</b> Open addressing with linear probing over one {@code long[]}: three longs a slot
 * (hash, hard, soft; hash 0 marks a free slot, sequence 0 means never), at most two thirds full, so
 * 36 to 72 bytes a tag. The start of a probe mixes in a random seed, because strangers choose URLs
 * and so hashes.
 *
 * <p><b>Threads.</b> One writer, any number of readers, no locks. Everything a reader needs hangs
 * off one immutable {@link View} (generation, floor, held tags, array), so that it never joins the
 * floor of one moment to the array of another. The writer changes sequences in place and fills a
 * free slot sequences first, then hash with release; it grows or compacts by copying and then
 * publishes a new view; slots are never freed in place. Only then does it raise {@code version} (a
 * volatile write). A reader reads {@code version} first (a volatile read), then the view, then the
 * slots: whatever was applied before the version that it read is visible to it. It may also see a
 * later change; its verdict is then remembered under the older version and simply reached again.
 * Nothing may be acknowledged before {@code apply} has returned.
 */
final class TagTable {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int MIN_CAPACITY = 64;
  private static final int LONGS = 3;
  private static final long[] NO_TAGS = {};

  private final long seed = ThreadLocalRandom.current().nextLong();
  private volatile long version = 1;
  private volatile View view = new View(0, -1, NO_TAGS, new long[MIN_CAPACITY * LONGS]);
  private int used;

  /** What readers look at, published as a whole. */
  private static final class View {
    final long generation;
    final long floor;
    final long[] held;
    final long[] slots;

    View(long generation, long floor, long[] held, long[] slots) {
      this.generation = generation;
      this.floor = floor;
      this.held = held;
      this.slots = slots;
    }

    int mask() {
      return slots.length / LONGS - 1;
    }
  }

  /**
   * Decides whether an entry is still good, and remembers the verdict in its stamp. Any thread, no
   * allocation.
   */
  Verdict check(Stamp stamp) {
    long read = version;
    long memo = stamp.memo();
    if (memo >>> 2 == read) {
      return Verdict.ofCode((int) memo & 3);
    }
    Verdict verdict = judge(view, stamp);
    stamp.memo(read << 2 | verdict.code());
    return verdict;
  }

  private Verdict judge(View now, Stamp stamp) {
    if (stamp.generation() != now.generation || stamp.sequence() < now.floor) {
      return Verdict.INVALID;
    }
    Verdict verdict = Verdict.VALID;
    for (int i = 0; i < stamp.tagCount(); i++) {
      long tag = key(stamp.tag(i));
      if (now.held.length > 0 && Arrays.binarySearch(now.held, tag) >= 0) {
        return Verdict.INVALID;
      }
      int slot = find(now, tag);
      if (slot < 0) {
        continue;
      }
      if ((long) SLOT.getOpaque(now.slots, slot + 1) > stamp.sequence()) {
        return Verdict.INVALID;
      }
      if ((long) SLOT.getOpaque(now.slots, slot + 2) > stamp.sequence()) {
        verdict = Verdict.SOFT_STALE;
      }
    }
    return verdict;
  }

  /** Returns the index of a tag's slot, or −1 − that of the free slot where it would go. */
  private int find(View now, long tag) {
    int mask = now.mask();
    int at = (int) TagHash.mix(tag ^ seed) & mask;
    while (true) {
      long found = (long) SLOT.getAcquire(now.slots, at * LONGS);
      if (found == tag) {
        return at * LONGS;
      }
      if (found == 0) {
        return -1 - at * LONGS;
      }
      at = (at + 1) & mask;
    }
  }

  /** The last sequence by which one of these tags was invalidated, 0 if none was. */
  long lastHard(List<Long> tags) {
    View now = view;
    long last = 0;
    for (long tag : tags) {
      int slot = find(now, key(tag));
      if (slot >= 0) {
        last = Math.max(last, now.slots[slot + 1]);
      }
    }
    return last;
  }

  private static long key(long tag) {
    return tag == 0 ? 1 : tag;
  }

  /** Applies records in any order: the highest sequence of each tag and mode wins. */
  void apply(List<Change> changes) {
    boolean changed = false;
    for (Change change : changes) {
      changed |= put(key(change.tag()), change.mode(), change.sequence());
    }
    if (changed) {
      bump();
    }
  }

  /** Applies the records of one commit, whose sequences follow each other. */
  void apply(List<Long> tags, Change.Mode mode, long firstSequence) {
    boolean changed = false;
    for (int i = 0; i < tags.size(); i++) {
      changed |= put(key(tags.get(i)), mode, firstSequence + i);
    }
    if (changed) {
      bump();
    }
  }

  private boolean put(long tag, Change.Mode mode, long sequence) {
    View now = view;
    int slot = find(now, tag);
    int offset = mode == Change.Mode.HARD ? 1 : 2;
    if (slot >= 0) {
      if (now.slots[slot + offset] >= sequence) {
        return false;
      }
      SLOT.setOpaque(now.slots, slot + offset, sequence);
      return true;
    }
    if (sequence <= now.floor) {
      return false;
    }
    if ((used + 1) * 3L > (now.mask() + 1) * 2L) {
      rebuild();
      now = view;
      slot = find(now, tag);
    }
    int free = -1 - slot;
    SLOT.setOpaque(now.slots, free + offset, sequence);
    SLOT.setRelease(now.slots, free, tag);
    used++;
    return true;
  }

  /** Copies what the floor has not overtaken into an array at most half full. */
  private void rebuild() {
    View old = view;
    int live = 0;
    for (int i = 0; i < old.slots.length; i += LONGS) {
      if (isLive(old, i)) {
        live++;
      }
    }
    int capacity = MIN_CAPACITY;
    while (capacity < (live + 1) * 2L) {
      capacity *= 2;
    }
    View next = new View(old.generation, old.floor, old.held, new long[capacity * LONGS]);
    for (int i = 0; i < old.slots.length; i += LONGS) {
      if (isLive(old, i)) {
        System.arraycopy(old.slots, i, next.slots, -1 - find(next, old.slots[i]), LONGS);
      }
    }
    used = live;
    view = next;
  }

  private static boolean isLive(View view, int slot) {
    return view.slots[slot] != 0
        && Math.max(view.slots[slot + 1], view.slots[slot + 2]) > view.floor;
  }

  /** Begins a generation: everything stamped with another is void. */
  void reset(long generation, long floor) {
    used = 0;
    view = new View(generation, floor, view.held, new long[MIN_CAPACITY * LONGS]);
    bump();
  }

  /**
   * Voids entries stamped before a sequence; the records that this makes useless go when the array
   * next fills up.
   */
  void raiseFloor(long floor) {
    View now = view;
    if (floor > now.floor) {
      view = new View(now.generation, floor, now.held, now.slots);
      bump();
    }
  }

  /**
   * Removes the oldest tags until this many are left, and raises the floor to the last one removed.
   */
  void trim(int keep) {
    View now = view;
    long[] latest = new long[used];
    int count = 0;
    for (int i = 0; i < now.slots.length; i += LONGS) {
      if (now.slots[i] != 0) {
        latest[count++] = Math.max(now.slots[i + 1], now.slots[i + 2]);
      }
    }
    if (count > keep) {
      Arrays.sort(latest);
      raiseFloor(latest[count - keep - 1]);
      rebuild();
      bump();
    }
  }

  /** Makes every entry with one of these tags invalid, whatever its stamp, until the next call. */
  void hold(long[] tags) {
    View now = view;
    long[] held = Arrays.stream(tags).map(TagTable::key).sorted().toArray();
    view = new View(now.generation, now.floor, held, now.slots);
    bump();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  private void bump() {
    version++;
  }

  /** Returns all records after a sequence, in ascending order. */
  List<Change> changesAfter(long sequence) {
    View now = view;
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < now.slots.length; i += LONGS) {
      if (now.slots[i] != 0 && now.slots[i + 1] > sequence) {
        changes.add(new Change(now.slots[i], Change.Mode.HARD, now.slots[i + 1]));
      }
      if (now.slots[i] != 0 && now.slots[i + 2] > sequence) {
        changes.add(new Change(now.slots[i], Change.Mode.SOFT, now.slots[i + 2]));
      }
    }
    changes.sort(Comparator.comparingLong(Change::sequence));
    return changes;
  }

  /** Raised after every change; never reset. Any thread. */
  long version() {
    return version;
  }

  /** Any thread. */
  long generation() {
    return view.generation;
  }

  /** Entries stamped before this are void. Any thread. */
  long floor() {
    return view.floor;
  }

  /** Tags with a record, those that the floor has overtaken included until they are removed. */
  int records() {
    return used;
  }

  long bytes() {
    return (long) view.slots.length * Long.BYTES;
  }
}
