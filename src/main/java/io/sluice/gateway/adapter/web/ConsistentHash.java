package io.sluice.gateway.adapter.web;

import io.sluice.gateway.spi.UpstreamRequest;
import java.util.List;

/**
 * Rendezvous hashing: every origin draws a number from its name and the URL, and the highest wins.
 * An origin that goes takes along its own URLs only, and each goes to whoever drew next. Nodes
 * agree without a word, as nothing but the names counts.
 */
final class ConsistentHash {
  private ConsistentHash() {}

  static Origin pick(List<Origin> candidates, UpstreamRequest request) {
    long url = hash(request.target(), hash(request.authority(), 0));
    var best = candidates.get(0);
    double highest = Double.NEGATIVE_INFINITY;
    for (var origin : candidates) {
      double score = score(mix(url ^ origin.nameHash()), origin.weight());
      if (score > highest) {
        highest = score;
        best = origin;
      }
    }
    return best;
  }

  /** Wins in proportion to the weight: an exponential draw with the weight as its mean. */
  private static double score(long draw, int weight) {
    double uniform = ((draw >>> 11) + 0.5) * 0x1p-53;
    return -weight / Math.log(uniform);
  }

  /** FNV-1a, 64 bits, of the characters. */
  static long hash(String text, long seed) {
    long hash = 0xcbf29ce484222325L ^ seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  /** The finalizer of MurmurHash3. */
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
