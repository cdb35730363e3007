package io.sluice.gateway.message;

import io.sluice.gateway.invalidation.ApplyMessage;
import io.sluice.gateway.invalidation.Change;
import io.sluice.gateway.invalidation.Invalidation;
import io.sluice.gateway.message.WireForm.UnreadableException;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@link WireForm} of an invalidation between nodes.
 *
 * <p>Format 1, big endian: byte format, byte mode (0 hard, 1 soft), long generation, long term,
 * long previous head, long first sequence, int number of tags, a long for each. A node that refuses
 * it gives no acknowledgement, and learns of the invalidation by its next heartbeat. The reply is
 * {@code true} when it was applied; anything else is no acknowledgement.
 *
 * <p>Headers of the message may name the trace that it belongs to; nobody needs them.
 */
public final class ApplyWire {
  private static final byte FORMAT = 1;
  private static final byte HARD = 0;
  private static final byte SOFT = 1;
  private static final int HEAD_BYTES = 2 + 4 * 8 + 4;

  private ApplyWire() {}

  public static Buffer encode(ApplyMessage message) {
    var wire =
        Buffer.buffer(HEAD_BYTES + 8 * message.tags().size())
            .appendByte(FORMAT)
            .appendByte(message.mode() == Change.Mode.SOFT ? SOFT : HARD)
            .appendLong(message.generation())
            .appendLong(message.term())
            .appendLong(message.previousHead())
            .appendLong(message.firstSequence())
            .appendInt(message.tags().size());
    message.tags().forEach(wire::appendLong);
    return wire;
  }

  /**
   * @throws UnreadableException when it is none of a format that this release reads
   */
  public static ApplyMessage decode(Buffer wire) {
    WireForm.check(wire, FORMAT);
    if (wire.length() < HEAD_BYTES) {
      throw new UnreadableException("bytes: " + wire.length() + " (expected: " + HEAD_BYTES + ")");
    }
    byte mode = wire.getByte(1);
    if (mode != HARD && mode != SOFT) {
      throw new UnreadableException("mode: " + mode + " (expected: 0 or 1)");
    }
    int count = wire.getInt(HEAD_BYTES - 4);
    if (count < 1 || count > Invalidation.MAX_TAGS || count > (wire.length() - HEAD_BYTES) / 8) {
      throw new UnreadableException("tags: " + count + " in " + wire.length() + " bytes");
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
        mode == SOFT ? Change.Mode.SOFT : Change.Mode.HARD,
        tags);
  }
}
