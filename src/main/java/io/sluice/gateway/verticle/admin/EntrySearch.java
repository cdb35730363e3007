package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.invalidation.Stamp;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.LocalStore;
import io.sluice.gateway.spi.SharedStoreAdmin;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the stored entries that an invalidation would void, with bounded effort and touching
 * nothing. What is void already is not found again.
 */
final class EntrySearch {
  /** Entries in memory that are looked at: about a second on a worker thread. */
  private static final int MOST_IN_MEMORY = 1_000_000;

  /** Entries in Redis that are looked at, in pages that other commands get in between. */
  private static final int MOST_SHARED = 50_000;

  private static final long MOST_NANOS = 3_000_000_000L;
  private static final int PAGE = 500;

  /** For more tags than this one pass over everything costs less than a set for each tag. */
  private static final int MOST_SETS = 100;

  private final Vertx vertx;
  private final LocalStore local;
  private final Validity validity;

  EntrySearch(Vertx vertx, LocalStore local, Validity validity) {
    this.vertx = vertx;
    this.local = local;
    this.validity = validity;
  }

  boolean isValid(Stamp stamp) {
    return validity.checkTable(stamp) != Verdict.INVALID;
  }

  /** This node's memory, on a worker thread. */
  Future<Findings> inMemory(Selection selection) {
    return vertx.executeBlocking(
        () -> {
          var found = new Findings();
          var looked = new AtomicInteger();
          local.walk(
              entry -> {
                if (looked.incrementAndGet() > MOST_IN_MEMORY) {
                  found.cut();
                  return false;
                }
                if (selection.has(entry.stamp()) && isValid(entry.stamp())) {
                  found.add(entry.key().text(), variant(entry), entry.response().tags());
                }
                return true;
              });
          return found;
        });
  }

  private static String variant(CacheEntry entry) {
    var vary = entry.response().vary();
    return vary.names().isEmpty() ? "" : vary.secondaryKey();
  }

  /** The shared store: by the tag index where that knows the tags, else all of it. */
  Future<Findings> shared(SharedStoreAdmin store, Selection selection) {
    var sets = new ArrayDeque<String>();
    if (selection.isIndexed() && selection.tags().size() <= MOST_SETS) {
      sets.addAll(selection.tags());
    }
    return new Pass(store, selection, sets).next(null);
  }

  /** One search in the shared store. */
  private final class Pass {
    private final SharedStoreAdmin store;
    private final Selection selection;
    private final Deque<String> sets;
    private final Findings found = new Findings();
    private final long endNanos = System.nanoTime() + MOST_NANOS;
    private int looked;

    /**
     * @param sets the tag sets still to look through; none at the beginning means everything
     */
    Pass(SharedStoreAdmin store, Selection selection, Deque<String> sets) {
      this.store = store;
      this.selection = selection;
      this.sets = sets;
    }

    Future<Findings> next(@Nullable String cursor) {
      var tag = sets.peek();
      var page = tag == null ? store.scan(cursor, PAGE) : store.tagged(tag, cursor, PAGE);
      return page.compose(this::take);
    }

    private Future<Findings> take(SharedStoreAdmin.Page page) {
      for (var entry : page.entries()) {
        if (selection.has(entry.stamp()) && isValid(entry.stamp())) {
          found.add(entry.key(), entry.variant(), entry.tags());
        }
      }
      looked += page.looked();
      if (page.cursor() == null) {
        sets.poll();
        if (sets.isEmpty()) {
          return Future.succeededFuture(found);
        }
      }
      if (looked >= MOST_SHARED || System.nanoTime() - endNanos >= 0) {
        found.cut();
        return Future.succeededFuture(found);
      }
      return next(page.cursor());
    }
  }
}
