package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.spi.DeadLetter;
import io.sluice.gateway.spi.EventStream.Entry;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the replies of commands on streams say. */
final class StreamEntries {
  /** The field of an entry that holds the event. */
  static final String FIELD = "event";

  /** Bytes of an event: as many as the admin port takes. */
  static final int MAX_BYTES = 1024 * 1024;

  private StreamEntries() {}

  /**
   * The entries in a reply to XREADGROUP on one stream.
   *
   * @param before how often each was delivered before; those that are missing, never
   */
  static List<Entry> of(@Nullable Response reply, Map<String, Long> before) {
    var entries = new ArrayList<Entry>();
    if (reply == null || reply.size() == 0) {
      return entries;
    }
    for (var entry : reply.get(0).get(1)) {
      var id = entry.get(0).toString();
      entries.add(entry(id, entry.get(1), before.getOrDefault(id, 0L) + 1));
    }
    return entries;
  }

  /** The entries that Redis 7 has taken out of the group, by a reply to XAUTOCLAIM. */
  static List<Entry> givenUp(@Nullable Response reply) {
    var entries = new ArrayList<Entry>();
    if (reply != null && reply.size() > 2) {
      reply.get(2).forEach(id -> entries.add(trimmed(id.toString(), 1)));
    }
    return entries;
  }

  private static Entry trimmed(String id, long deliveries) {
    return new Entry(id, null, "trimmed from the stream before it was applied", deliveries);
  }

  private static Entry entry(String id, @Nullable Response fields, long deliveries) {
    if (fields == null) {
      return trimmed(id, deliveries);
    }
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      if (fields.get(i).toString().equals(FIELD)) {
        return entry(id, fields.get(i + 1).toBuffer(), deliveries);
      }
    }
    return new Entry(id, null, "no field " + FIELD + " in the entry", deliveries);
  }

  private static Entry entry(String id, Buffer event, long deliveries) {
    int bytes = event.length();
    return bytes <= MAX_BYTES
        ? new Entry(id, event, "", deliveries)
        : new Entry(
            id,
            event.getBuffer(0, DeadLetter.MAX_CHARS + 1),
            bytes + " bytes (limit: " + MAX_BYTES + ")",
            deliveries);
  }

  /** How often each entry was delivered, by a reply to XPENDING. */
  static Map<String, Long> deliveries(@Nullable Response reply) {
    var deliveries = new HashMap<String, Long>();
    if (reply != null) {
      for (var pending : reply) {
        deliveries.put(pending.get(0).toString(), pending.get(3).toLong());
      }
    }
    return deliveries;
  }
}
