package io.sluice.gateway.caching;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored responses of one key, newest first, bounded: an immutable list that is replaced as a
 * whole.
 */
public final class Variants<E extends Variants.Carrier> {

  /** What carries a stored response, with its body and whatever else its store needs. */
  public interface Carrier {
    /** The stored response's head. */
    StoredResponse response();
  }

  // Most keys have one variant: no list for it.
  private final E newest;
  private final List<E> older;

  private Variants(E newest, List<E> older) {
    this.newest = newest;
    this.older = older;
  }

  /** One variant. */
  public static <E extends Carrier> Variants<E> of(E entry) {
    return new Variants<>(entry, List.of());
  }

  private static <E extends Carrier> Variants<E> ofAll(List<E> entries) {
    return new Variants<>(entries.get(0), List.copyOf(entries.subList(1, entries.size())));
  }

  /** The variants, newest first; never empty. */
  public List<E> entries() {
    if (older.isEmpty()) {
      return List.of(newest);
    }
    List<E> entries = new ArrayList<>(older.size() + 1);
    entries.add(newest);
    entries.addAll(older);
    return entries;
  }

  /** The newest variant. */
  public E newest() {
    return newest;
  }

  /** The newest variant that the request matches (RFC 9111 §4.1), or null. */
  public @Nullable E select(Fields request) {
    if (newest.response().vary().matches(request)) {
      return newest;
    }
    for (int i = 0; i < older.size(); i++) {
      E entry = older.get(i);
      if (entry.response().vary().matches(request)) {
        return entry;
      }
    }
    return null;
  }

  /**
   * With a new variant in front, which replaces the one of equal Vary names and values; the oldest
   * go.
   *
   * @param maxVariants at least 1
   */
  public Variants<E> with(E entry, int maxVariants) {
    List<E> next = new ArrayList<>(older.size() + 2);
    next.add(entry);
    for (E old : entries()) {
      if (next.size() < maxVariants && !old.response().vary().equals(entry.response().vary())) {
        next.add(old);
      }
    }
    return ofAll(next);
  }

  /** In the place of {@code old} another of the same variant; unchanged when it is not there. */
  public Variants<E> replace(E old, E entry) {
    List<E> next = new ArrayList<>(entries());
    next.replaceAll(e -> e == old ? entry : e);
    return ofAll(next);
  }

  /** The same variants as another object, for a store that weighs what it has not seen. */
  public Variants<E> copy() {
    return new Variants<>(newest, older);
  }

  /** Without that variant, or null when none is left. */
  public @Nullable Variants<E> without(E entry) {
    List<E> next = new ArrayList<>(entries());
    next.removeIf(e -> e == entry);
    return next.isEmpty() ? null : ofAll(next);
  }
}
