package io.sluice.gateway.message;

import io.sluice.gateway.invalidation.ApplyMessage;
import io.sluice.gateway.invalidation.Change;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The wire form of an invalidation between nodes, which may be of two releases during a rolling
 * upgrade.
 *
 * <p>Format 1, big endian: byte format, byte mode (0 hard, 1 soft), long generation, long term,
 * long previous head, long first sequence, int number of tags, a long for each. A later format may
 * append to it and keeps the number, or takes another number when an older node must not apply it;
 * such a node gets no acknowledgement and learns by its next heartbeat.
 */
public final class ApplyWire {
  private static final byte FORMAT = 1;
  private static final int HEAD_BYTES = 2 + 4 * 8 + 4;

  private ApplyWire() {}

  public static Buffer encode(ApplyMessage message) {
    var wire =
        Buffer.buffer(HEAD_BYTES + 8 * message.tags().size())
            .appendByte(FORMAT)
            .appendByte((byte) (message.mode() == Change.Mode.SOFT ? 1 : 0))
            .appendLong(message.generation())
            .appendLong(message.term())
            .appendLong(message.previousHead())
            .appendLong(message.firstSequence())
            .appendInt(message.tags().size());
    message.tags().forEach(wire::appendLong);
    return wire;
  }

  /**
   * @throws IllegalArgumentException when it is none of a format that this release reads
   */
  public static ApplyMessage decode(Buffer wire) {
    if (wire.length() < HEAD_BYTES || wire.getByte(0) != FORMAT) {
      throw new IllegalArgumentException("format: " + format(wire) + " (expected: " + FORMAT + ")");
    }
    int count = wire.getInt(HEAD_BYTES - 4);
    if (count < 0 || count > (wire.length() - HEAD_BYTES) / 8) {
      throw new IllegalArgumentException("tags: " + count + " in " + wire.length() + " bytes");
    }
    List<Long> tags = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tags.add(wire.getLong(HEAD_BYTES + 8 * i));
    }
    return new ApplyMessage(
        wire.getLong(2),
        wire.getLong(10),
        wire.getLong(18),
        wire.getLong(26),
        wire.getByte(1) == 1 ? Change.Mode.SOFT : Change.Mode.HARD,
        tags);
  }

  private static String format(Buffer wire) {
    return wire.length() == 0 ? "none" : Byte.toString(wire.getByte(0));
  }
}
