package io.sluice.gateway.caching;

import org.jspecify.annotations.Nullable;

/**
 * One instance of what many stored responses have alike, such as a Content-Type: of each value the
 * one seen last, in a table of fixed size.
 *
 * <p>Safe from any thread without a lock, since values are immutable: who finds another's value, or
 * misses it, merely has one instance more or less.
 */
final class Shared<T> {
  private static final int SLOTS = 2048;

  private final @Nullable Object[] slots = new Object[SLOTS];

  private static int slot(Object value) {
    int hash = value.hashCode();
    return (hash ^ hash >>> 11 ^ hash >>> 22) & (SLOTS - 1);
  }

  /** An equal instance: that of the table, or this one, which is there from now on. */
  T of(T value) {
    int slot = slot(value);
    var known = slots[slot];
    if (value.equals(known)) {
      @SuppressWarnings("unchecked") // equal, hence of its type
      T same = (T) known;
      return same;
    }
    slots[slot] = value;
    return value;
  }
}
