package io.sluice.gateway.caching;

/**
 * The 64-bit hash of a tag: the same on every node and release, since nodes and Redis exchange it.
 * FNV-1a over UTF-16 code units, finished so that every bit depends on every character. A collision
 * invalidates too much, never too little.
 */
public final class TagHash {
  /** The state before the first character. */
  static final long START = 0xcbf29ce484222325L;

  private static final long PRIME = 0x100000001b3L;

  private TagHash() {}

  /** The hash of a typed tag. */
  public static long of(String tag) {
    return finish(add(START, tag));
  }

  static long add(long state, char c) {
    return (state ^ c) * PRIME;
  }

  static long add(long state, String s) {
    for (int i = 0; i < s.length(); i++) {
      state = add(state, s.charAt(i));
    }
    return state;
  }

  /** The hash of what was added so far; more can be added to the state afterwards. */
  static long finish(long state) {
    long h = state;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
