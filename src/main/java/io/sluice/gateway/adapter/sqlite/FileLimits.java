package io.sluice.gateway.adapter.sqlite;

/**
 * How much room there is, and how it is shared out.
 *
 * <p>The directory holds the database and its write-ahead log. The log is copied into the database
 * before a transaction if it is longer than {@link #LOG_BYTES}, and a transaction holds one entry,
 * or several up to {@link #BATCH_BYTES} and {@link #BATCH_ENTRIES}; so what is set aside for the
 * log is never exceeded.
 *
 * @param maxBytes of the directory, all files counted
 * @param maxObjectBytes larger bodies are not stored
 * @param maxVariants of one key; the oldest go
 */
public record FileLimits(long maxBytes, long maxObjectBytes, int maxVariants) {
  /** Half as many to follow for a large body as with the usual size, and little more waste. */
  static final int PAGE_BYTES = 8192;

  static final long LOG_BYTES = 4 << 20;
  static final long BATCH_BYTES = 4 << 20;

  /** Each may change two pages of the index that nothing else has changed. */
  static final int BATCH_ENTRIES = 128;

  /** Key, fields and tags of an entry; all together are smaller by far. */
  private static final int MAX_HEAD_BYTES = 1 << 20;

  private static final long ASIDE_BYTES = 24 << 20;

  /** Of the database. */
  long maxPages() {
    return (maxBytes - ASIDE_BYTES - maxObjectBytes - maxObjectBytes / 8) / PAGE_BYTES;
  }

  /** What is longer was never stored. */
  int maxFrameBytes() {
    return (int) Math.min(Integer.MAX_VALUE, maxObjectBytes + MAX_HEAD_BYTES);
  }
}
