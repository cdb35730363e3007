package io.sluice.gateway.adapter.entry;

import io.sluice.gateway.invalidation.Stamp;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A stored entry as bytes: what validity is judged by, the key, and two opaque parts.
 *
 * <pre>
 * {@link EntryPrefix}
 * 24 lengths        4 × 4 bytes: key, tag hashes (how many), head, body
 * 40 key            UTF-8
 *    tag hashes     8 bytes each
 *    head           status, fields and the like
 *    body           as it is sent
 * </pre>
 *
 * <p>Whoever can write to a store can write anything: reading is bounded by the bytes at hand, and
 * whatever is not exactly an entry (another format, cut off, bytes changed) reads as none. Head and
 * body of a frame that was read share the memory of the bytes.
 *
 * @param stamp what an invalidation is compared with; the prefix and the tag hashes
 * @param key the cache key's text, so that a collision of its hash cannot answer for another key
 */
public record EntryFrame(Stamp stamp, String key, Buffer head, Buffer body) {

  private static final int LENGTHS_AT = EntryPrefix.BYTES;
  private static final int KEY_AT = LENGTHS_AT + 16;

  Buffer encode() {
    var keyBytes = key.getBytes(StandardCharsets.UTF_8);
    int size = KEY_AT + keyBytes.length + 8 * stamp.tagCount() + head.length() + body.length();
    var out = Buffer.buffer(size);
    new EntryPrefix(stamp.generation(), stamp.sequence()).appendTo(out);
    out.appendInt(keyBytes.length).appendInt(stamp.tagCount());
    out.appendInt(head.length()).appendInt(body.length());
    out.appendBytes(keyBytes);
    for (int i = 0; i < stamp.tagCount(); i++) {
      out.appendLong(stamp.tag(i));
    }
    out.appendBuffer(head).appendBuffer(body);
    return out.setInt(EntryPrefix.CHECKSUM_AT, checksum(out));
  }

  public static Optional<EntryFrame> decode(Buffer bytes) {
    long beforeBody = bytesBeforeBody(bytes);
    if (beforeBody < 0
        || beforeBody + bytes.getInt(LENGTHS_AT + 12) != bytes.length()
        || bytes.getInt(EntryPrefix.CHECKSUM_AT) != checksum(bytes)) {
      return Optional.empty();
    }
    return Optional.of(split(bytes));
  }

  /** A frame from its first bytes, of which the checksum is not verified; its body is a part. */
  public static Optional<EntryFrame> withoutBody(Buffer bytes) {
    long beforeBody = bytesBeforeBody(bytes);
    return beforeBody < 0 || beforeBody > bytes.length()
        ? Optional.empty()
        : Optional.of(split(bytes));
  }

  /**
   * How many bytes of a frame precede its body, by its first {@value #KEY_AT}; -1 for no frame. In
   * long arithmetic: nothing is allocated before the lengths are known to fit the bytes.
   */
  public static long bytesBeforeBody(Buffer bytes) {
    if (bytes.length() < KEY_AT || !EntryPrefix.isPrefix(bytes)) {
      return -1;
    }
    int keyLength = bytes.getInt(LENGTHS_AT);
    int tags = bytes.getInt(LENGTHS_AT + 4);
    int headLength = bytes.getInt(LENGTHS_AT + 8);
    boolean possible =
        keyLength >= 0 && tags >= 0 && headLength >= 0 && bytes.getInt(LENGTHS_AT + 12) >= 0;
    return possible ? KEY_AT + 8L * tags + keyLength + headLength : -1;
  }

  private static EntryFrame split(Buffer bytes) {
    int keyLength = bytes.getInt(LENGTHS_AT);
    int tags = bytes.getInt(LENGTHS_AT + 4);
    int headLength = bytes.getInt(LENGTHS_AT + 8);
    int tagsAt = KEY_AT + keyLength;
    int headAt = tagsAt + 8 * tags;
    int bodyAt = headAt + headLength;
    var hashes = new long[tags];
    for (int i = 0; i < tags; i++) {
      hashes[i] = bytes.getLong(tagsAt + 8 * i);
    }
    var prefix = EntryPrefix.of(bytes);
    return new EntryFrame(
        new Stamp(prefix.generation(), prefix.sequence(), hashes),
        bytes.getString(KEY_AT, tagsAt, "UTF-8"),
        bytes.slice(headAt, bodyAt),
        bytes.slice(bodyAt, bytes.length()));
  }

  private static int checksum(Buffer bytes) {
    var crc = new CRC32C();
    int from = EntryPrefix.CHECKED_FROM;
    crc.update(((BufferInternal) bytes).getByteBuf().nioBuffer(from, bytes.length() - from));
    return (int) crc.getValue();
  }
}
