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

  private final List<E> entries;

  private Variants(List<E> entries) {
    this.entries = entries;
  }

  /** One variant. */
  public static <E extends Carrier> Variants<E> of(E entry) {
    return new Variants<>(List.of(entry));
  }

  /** The variants, newest first; never empty. */
  public List<E> entries() {
    return entries;
  }

  /** The newest variant that the request matches (RFC 9111 §4.1), or null. */
  public @Nullable E select(Fields request) {
    for (int i = 0; i < entries.size(); i++) {
      E entry = entries.get(i);
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
    List<E> next = new ArrayList<>(entries.size() + 1);
    next.add(entry);
    for (E old : entries) {
      if (next.size() < maxVariants && !old.response().vary().equals(entry.response().vary())) {
        next.add(old);
      }
    }
    return new Variants<>(List.copyOf(next));
  }

  /** In the place of {@code old} another of the same variant; unchanged when it is not there. */
  public Variants<E> replace(E old, E entry) {
    List<E> next = new ArrayList<>(entries);
    next.replaceAll(e -> e == old ? entry : e);
    return new Variants<>(List.copyOf(next));
  }

  /** The same variants as another object, for a store that weighs what it has not seen. */
  public Variants<E> copy() {
    return new Variants<>(entries);
  }

  /** Without that variant, or null when none is left. */
  public @Nullable Variants<E> without(E entry) {
    List<E> next = new ArrayList<>(entries);
    next.removeIf(e -> e == entry);
    return next.isEmpty() ? null : new Variants<>(List.copyOf(next));
  }
}
