package io.sluice.gateway.invalidation;

/**
 * The 64-bit hash by which tags are compared, the same on every node and in every release.
 *
 * <p>A collision invalidates too much, never too little, so it need not resist an adversary; it
 * must be stable and cheap. It is FNV-1a over UTF-16 code units, finished with MurmurHash3's 64-bit
 * mixer because FNV leaves the high bits of short inputs poorly spread.
 */
public final class TagHash {
  private TagHash() {}

  /** Returns the hash of a typed tag such as {@code t:product:1}. */
  public static long of(String tag) {
    return io.sluice.gateway.caching.TagHash.of(tag);
  }

  /** A bijection that lets every bit of the input change every bit of the output with even odds. */
  static long mix(long value) {
    long z = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }
}
