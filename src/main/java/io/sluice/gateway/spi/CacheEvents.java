package io.sluice.gateway.spi;

import io.sluice.gateway.message.CacheEntry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever listens what becomes of entries on this node. While nobody does, that costs one
 * volatile read. Safe from any thread.
 */
public final class CacheEvents {

  /** What has happened. */
  public enum Kind {
    /** An entry was put into a tier. */
    STORED,
    /** An entry had to make room. */
    EVICTED,
    /** A sweep has removed an entry: past all use, or invalid. */
    REMOVED,
    /** This node has committed an order, by which all nodes drop what carries its tags. */
    INVALIDATED
  }

  /**
   * @param tier {@code l1} or {@code l2}; null where it concerns all
   * @param url of the key; null where it concerns many
   * @param tags as {@code POST /cache/invalidations} names them, with their types
   */
  public record Event(
      Kind kind, long timeMillis, @Nullable String tier, @Nullable String url, List<String> tags) {}

  /** Hears of events on the thread on which they happen; never blocks. */
  public interface Listener {
    void happened(Event event);
  }

  private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

  public void add(Listener listener) {
    listeners.add(listener);
  }

  public void remove(Listener listener) {
    listeners.remove(listener);
  }

  /** An entry was stored in, or has gone from, a tier. */
  public void entry(Kind kind, String tier, CacheEntry entry) {
    if (!listeners.isEmpty()) {
      tell(kind, tier, entry.key().target().uri(), entry.response().tags());
    }
  }

  /** An order was committed. */
  public void invalidated(List<String> tags) {
    if (!listeners.isEmpty()) {
      tell(Kind.INVALIDATED, null, null, tags);
    }
  }

  private void tell(Kind kind, @Nullable String tier, @Nullable String url, List<String> tags) {
    var event = new Event(kind, System.currentTimeMillis(), tier, url, tags);
    for (var listener : listeners) {
      listener.happened(event);
    }
  }
}
