package io.sluice.gateway.adapter.entry;

import io.vertx.core.buffer.Buffer;

/**
 * The fixed first bytes of every stored entry, enough to tell whether an invalidation has voided it
 * without reading the rest.
 *
 * <pre>
 * 0  magic          4 bytes "SLe" and the format version
 * 4  checksum       CRC32C of all bytes from 8 on
 * 8  generation     8 bytes, the log's flush epoch
 * 16 sequence       8 bytes, the log position taken before the fetch
 * </pre>
 *
 * All numbers are big-endian.
 */
public record EntryPrefix(long generation, long sequence) {

  /** Its length. */
  public static final int BYTES = 24;

  static final int MAGIC_AND_VERSION = 0x534c6501;
  static final int CHECKSUM_AT = 4;
  static final int CHECKED_FROM = 8;
  private static final int GENERATION_AT = 8;
  private static final int SEQUENCE_AT = 16;

  /** Whether the bytes begin as an entry of this format version does. */
  public static boolean isPrefix(Buffer bytes) {
    return bytes.length() >= BYTES && bytes.getInt(0) == MAGIC_AND_VERSION;
  }

  /** Reads the prefix of bytes for which {@link #isPrefix} holds; the checksum is not looked at. */
  public static EntryPrefix of(Buffer bytes) {
    return new EntryPrefix(bytes.getLong(GENERATION_AT), bytes.getLong(SEQUENCE_AT));
  }

  /** Appends the prefix with an empty checksum. */
  public void appendTo(Buffer out) {
    out.appendInt(MAGIC_AND_VERSION).appendInt(0).appendLong(generation).appendLong(sequence);
  }
}
