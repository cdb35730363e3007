package io.sluice.gateway.adapter.entry;

import io.sluice.gateway.adapter.entry.PartReader.Malformed;
import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.FieldRewrites;
import io.sluice.gateway.caching.Freshness;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.StoredResponse;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.message.CacheEntry;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a cache entry as an {@link EntryFrame} and reads it back; the frame's head holds the
 * stored response. What is not an entry of the key reads as none, never as an exception.
 */
public final class EntryCodec {

  private static final long NO_CACHE = 1;
  private static final long MUST_REVALIDATE = 2;
  private static final long IMMUTABLE = 4;
  private static final long ALL_FLAGS = 7;
  private static final int COPIED_BYTES = 16 * 1024;
  private static final long FAR_FUTURE_MILLIS = 1L << 52;

  private EntryCodec() {}

  /** The bytes of an entry. */
  public static Buffer encode(CacheEntry entry) {
    var head = encode(entry.response());
    return new EntryFrame(entry.stamp(), entry.key().text(), head, entry.body()).encode();
  }

  /** The entry of that key; a large body shares the memory of the bytes. */
  public static Optional<CacheEntry> decode(CacheKey key, Buffer bytes) {
    var frame = EntryFrame.decode(bytes);
    if (frame.isEmpty() || !frame.get().key().equals(key.text())) {
      return Optional.empty();
    }
    var part = frame.get().body();
    // The rest of the bytes would be kept as long as a part of them.
    var body = part.length() <= COPIED_BYTES ? part.copy() : part;
    return response(frame.get().head())
        .map(response -> new CacheEntry(key, response, body, frame.get().stamp()));
  }

  /** The stored response of a frame's head; empty for what is none. */
  public static Optional<StoredResponse> response(Buffer head) {
    try {
      return Optional.of(decode(new PartReader(head)));
    } catch (Malformed | RuntimeException e) {
      // The checksum fits, so another release or a stranger wrote it. Constructors may refuse it
      // too: whatever it is, it is no entry of ours.
      return Optional.empty();
    }
  }

  private static Buffer encode(StoredResponse response) {
    var lines = new ArrayList<String>(2 * response.fields().size());
    response
        .fields()
        .forEach(
            (name, value) -> {
              lines.add(name);
              lines.add(value);
            });
    var freshness = response.freshness();
    var head = new PartWriter();
    head.number(response.status())
        .number(response.responseTimeMillis())
        .number(response.initialAgeMillis())
        .texts(lines)
        .number(freshness.lifetimeSeconds())
        .text(freshness.source().name())
        .number(
            (freshness.noCache() ? NO_CACHE : 0)
                | (freshness.mustRevalidate() ? MUST_REVALIDATE : 0)
                | (freshness.immutable() ? IMMUTABLE : 0))
        .number(freshness.staleWhileRevalidateSeconds())
        .number(freshness.staleIfErrorSeconds())
        .texts(response.vary().names())
        .texts(response.vary().values())
        .texts(response.tags());
    if (!response.rewrites().isEmpty()) {
      // Without them the form is the one that nodes of before can read, too.
      head.texts(response.rewrites().removed()).texts(response.rewrites().set());
    }
    return head.bytes();
  }

  private static StoredResponse decode(PartReader in) throws Malformed {
    int status = (int) in.number(200, 999);
    long responseTimeMillis = in.number(0, FAR_FUTURE_MILLIS);
    long initialAgeMillis = in.number(0, FAR_FUTURE_MILLIS);
    var fields = fields(in.texts());
    var freshness = freshness(in);
    var vary = Vary.ofValues(in.texts(), in.texts());
    var tags = in.texts();
    var rewrites = in.isAtEnd() ? FieldRewrites.NONE : new FieldRewrites(in.texts(), in.texts());
    in.end();
    return new StoredResponse(
        status, fields, responseTimeMillis, initialAgeMillis, freshness, vary, tags, rewrites);
  }

  private static StoredFields fields(List<String> lines) throws Malformed {
    if (lines.size() % 2 != 0) {
      throw new Malformed("a field without value");
    }
    var builder = StoredFields.builder();
    for (int i = 0; i < lines.size(); i += 2) {
      builder.add(lines.get(i), lines.get(i + 1));
    }
    return builder.build();
  }

  private static Freshness freshness(PartReader in) throws Malformed {
    long lifetimeSeconds = in.number(0, Integer.MAX_VALUE);
    var source = Freshness.Source.valueOf(in.text());
    long flags = in.number(0, ALL_FLAGS);
    return new Freshness(
        lifetimeSeconds,
        source,
        (flags & NO_CACHE) != 0,
        (flags & MUST_REVALIDATE) != 0,
        (flags & IMMUTABLE) != 0,
        in.number(0, Long.MAX_VALUE),
        in.number(0, Long.MAX_VALUE));
  }
}
