package io.sluice.gateway.invalidation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a stored entry carries so that its validity can be decided without I/O: the token of its
 * fetch, the hashes of its tags, and the last verdict with the table version it was reached on.
 *
 * <p>May be shared by all threads. The memo is one opaque 64-bit field: racing readers may
 * overwrite each other's verdict with that of an older version, which costs the next reader a scan
 * and nothing else.
 */
public final class Stamp {
  private static final VarHandle MEMO;

  static {
    try {
      MEMO = MethodHandles.lookup().findVarHandle(Stamp.class, "memo", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long generation;
  private final long sequence;
  private final long[] tags;

  @SuppressWarnings("unused") // read and written through MEMO
  private long memo;

  /**
   * Stamps a response.
   *
   * @param token taken before the request was sent; before a conditional request it is taken again
   * @param tags {@link TagHash} of every tag of the entry, those derived from its URL included;
   *     kept, not copied
   */
  public Stamp(FetchToken token, long[] tags) {
    this(token.generation(), token.sequence(), tags);
  }

  /** Restores a stamp that was stored elsewhere; {@code tags} is kept, not copied. */
  public Stamp(long generation, long sequence, long[] tags) {
    this.generation = generation;
    this.sequence = sequence;
    this.tags = tags;
  }

  public long generation() {
    return generation;
  }

  /** The log position that the node had applied before it sent the request. */
  public long sequence() {
    return sequence;
  }

  public int tagCount() {
    return tags.length;
  }

  /** Returns the hash of one tag; {@code index} in 0 to {@link #tagCount()} − 1. */
  public long tag(int index) {
    return tags[index];
  }

  /**
   * The memo: {@code version << 2 | code} of a verdict other than UNTRUSTED; 0 before the first.
   */
  long memo() {
    return (long) MEMO.getOpaque(this);
  }

  void memo(long value) {
    MEMO.setOpaque(this, value);
  }
}
