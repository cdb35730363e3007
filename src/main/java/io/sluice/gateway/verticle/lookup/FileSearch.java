package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.Revalidation;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.FileStore;
import io.sluice.gateway.spi.SharedStore;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks on this node's disk for what neither memory nor the shared store has.
 *
 * <p>Files outlive the process, and so may know less than everybody else. What the invalidation log
 * remembers makes an entry invalid wherever it was kept. Two things it does not know: that an
 * operator has emptied the shared store, which {@link SharedStore#cleared} tells; and, on a node
 * without a log, what was invalidated before this process began. Then the origin is asked about
 * each entry before it is used.
 */
final class FileSearch {
  private final FileStore files;
  private final SharedStore shared;
  private final Validity validity;

  /** Whether this process has ever known that the files are younger than the last clearing. */
  private boolean confirmed;

  FileSearch(Stores stores, Validity validity) {
    this.files = stores.files();
    this.shared = stores.shared();
    this.validity = validity;
  }

  /** What memory has is in the files at best as well; and a flight looks there once. */
  boolean isWorthIt(Flight flight, Candidate candidate) {
    return files.isAvailable() && candidate.entry() == null && !flight.hasWaitedForAnotherNode();
  }

  /** Never fails; what is found is still to be judged as all that is stored. */
  Future<Optional<CacheEntry>> find(CacheKey key, Fields request) {
    // The mark first: what is found is of the files that bear it, or of later ones.
    var mark = files.mark();
    var found = files.find(key, request);
    var current = isCurrent(mark);
    return found
        .compose(
            entry ->
                entry.isEmpty()
                    ? found
                    : current.map(is -> is ? entry.flatMap(this::usable) : Optional.empty()))
        .otherwise(Optional.empty());
  }

  private Future<Boolean> isCurrent(@Nullable String mark) {
    return shared
        .cleared()
        .map(
            word -> {
              confirmed = word.equals(mark);
              if (!confirmed) {
                files.restart(word);
              }
              return confirmed;
            })
        .otherwise(cause -> confirmed);
  }

  private Optional<CacheEntry> usable(CacheEntry entry) {
    if (!validity.isForgotten(entry.stamp())) {
      return Optional.of(entry);
    }
    return Revalidation.unconfirmed(entry.response())
        .map(response -> entry.with(response, validity.adopted(entry.stamp())));
  }
}
