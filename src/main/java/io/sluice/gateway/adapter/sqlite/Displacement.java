package io.sluice.gateway.adapter.sqlite;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides which stored rows of a key make place for a new one. */
final class Displacement {
  private Displacement() {}

  /**
   * What a row says of the entry in it, but for the entry itself.
   *
   * @param id grows with each row that is stored
   * @param names the fields by which it is selected, separated by commas; empty = it is the only
   *     response of its key
   * @param variant the secondary key; empty without names
   * @param generation of its stamp, as {@code sequence}
   */
  record Row(long id, String names, String variant, long generation, long sequence) {

    private boolean isDisplacedBy(Row other) {
      return names.isEmpty()
          || other.names.isEmpty()
          || (names.equals(other.names) && variant.equals(other.variant));
    }

    private boolean isLaterThan(Row other) {
      return generation == other.generation && sequence > other.sequence;
    }
  }

  /**
   * The ids of the rows to delete.
   *
   * @param stored all rows of the key, oldest first
   * @return null when one of those to displace is of a fetch that began later: then the new one
   *     must not be stored
   */
  static @Nullable List<Long> by(Row entry, List<Row> stored, int maxVariants) {
    var displaced = new ArrayList<Long>();
    var kept = new ArrayList<Long>();
    for (var row : stored) {
      if (!row.isDisplacedBy(entry)) {
        kept.add(row.id);
      } else if (row.isLaterThan(entry)) {
        return null;
      } else {
        displaced.add(row.id);
      }
    }
    int tooMany = kept.size() + 1 - maxVariants;
    if (tooMany > 0) {
      displaced.addAll(kept.subList(0, tooMany));
    }
    return displaced;
  }
}
