package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.adapter.entry.EntryCodec;
import io.sluice.gateway.adapter.entry.EntryFrame;
import io.sluice.gateway.spi.SharedStoreAdmin.Stored;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads stored entries up to their bodies, for people who ask what is stored: what an entry is
 * worth is megabytes, what it says of itself a few hundred bytes.
 *
 * <p>Without the body the checksum cannot be verified, so that nothing here may be served.
 */
final class EntryHead {
  /** Holds the head of nearly every entry. */
  private static final int USUAL_BYTES = 2048;

  /** Longer ones are not worth showing. */
  private static final int MOST_BYTES = 256 * 1024;

  private EntryHead() {}

  /** Those of the names that are entries, in their order. */
  static Future<List<Stored>> read(RedisValues values, List<String> names) {
    return values
        .heads(names, USUAL_BYTES)
        .compose(
            starts -> {
              var rest = new ArrayList<Future<Buffer>>();
              for (int i = 0; i < names.size(); i++) {
                long needed = EntryFrame.bytesBeforeBody(starts.get(i));
                rest.add(
                    needed <= starts.get(i).length() || needed > MOST_BYTES
                        ? Future.succeededFuture(starts.get(i))
                        : values.heads(List.of(names.get(i)), (int) needed).map(one -> one.get(0)));
              }
              return Future.all(rest).map(all -> entries(names, all.list()));
            });
  }

  private static List<Stored> entries(List<String> names, List<Buffer> heads) {
    var found = new ArrayList<Stored>();
    for (int i = 0; i < names.size(); i++) {
      of(names.get(i), heads.get(i)).ifPresent(found::add);
    }
    return found;
  }

  private static Optional<Stored> of(String name, Buffer bytes) {
    return EntryFrame.withoutBody(bytes)
        .flatMap(
            frame ->
                EntryCodec.response(frame.head())
                    .map(
                        response ->
                            new Stored(
                                frame.key(), variant(name), response.tags(), frame.stamp())));
  }

  /** What follows {@code e:{digest}:}. */
  private static String variant(String name) {
    int end = name.indexOf("}:");
    return end < 0 ? "" : name.substring(end + 2);
  }
}
