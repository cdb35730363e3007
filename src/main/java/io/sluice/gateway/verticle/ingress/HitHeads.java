package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheStatus;
import io.sluice.gateway.caching.CacheStatus.XCache;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.StoredResponse;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The heads of what one event loop answers from memory over HTTP/1. In such a head nothing changes
 * but Age and the remaining lifetime, which count seconds: so it is put together, checked and
 * encoded once in a second, for as many requests as that second has.
 *
 * <p>Bounded: a head has one place where it may be, and yields it to the next; a long one is not
 * kept. It is kept when it is wanted for the second time, lest what is asked for seldom pays for a
 * head that nobody uses.
 */
final class HitHeads {
  /** A power of two. */
  private static final int PLACES = 1024;

  /** Of names and values; most heads have a tenth. Once more as long when it is encoded. */
  private static final int MAX_LENGTH = 4096;

  /** One second of one response, by identity where it can be. */
  private static final class Place {
    private final StoredResponse stored;
    private final StoredFields fields;
    private final XCache word;
    private final long ageSeconds;
    private final long ttlSeconds;
    private final String age;
    private final String status;
    private final boolean isKept;
    private @Nullable MultiMap whole;

    Place(
        StoredResponse stored,
        StoredFields fields,
        XCache word,
        long ageSeconds,
        long ttlSeconds,
        String identifier) {
      this.stored = stored;
      this.fields = fields;
      this.word = word;
      this.ageSeconds = ageSeconds;
      this.ttlSeconds = ttlSeconds;
      this.age = Long.toString(ageSeconds);
      this.status = CacheStatus.hit(stored.upstreamCacheStatus(), identifier, ttlSeconds);
      this.isKept = length(fields) <= MAX_LENGTH;
    }

    private static int length(StoredFields fields) {
      int length = 0;
      for (int i = 0; i < fields.size(); i++) {
        length += fields.name(i).length() + fields.value(i).length();
      }
      return length;
    }

    @SuppressWarnings("ReferenceEquality")
    boolean isOf(
        StoredResponse stored, StoredFields fields, XCache word, long ageSeconds, long ttlSeconds) {
      return this.stored == stored
          && this.fields == fields
          && this.word == word
          && this.ageSeconds == ageSeconds
          && this.ttlSeconds == ttlSeconds;
    }

    void fill(MultiMap headers) {
      EntryAnswer.fill(headers, fields, age, word, status);
    }

    /** Read-only, which lets a response share it instead of copying it. */
    MultiMap whole(int contentLength) {
      var made = whole;
      if (made == null) {
        var head = HttpHeaders.headers();
        fill(head);
        if (!head.contains(HttpHeaders.CONTENT_LENGTH)) {
          // Else the server would add it, to a copy of its own.
          head.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(contentLength));
        }
        made = head.copy(false);
        whole = made;
      }
      return made;
    }
  }

  private final @Nullable Place[] places = new Place[PLACES];
  private final String identifier;

  /**
   * @param identifier as {@link CacheStatus#identifier} makes it
   */
  HitHeads(String identifier) {
    this.identifier = identifier;
  }

  /** The head of a hit. */
  EntryAnswer.Head of(StoredResponse stored, XCache word, long ttlSeconds) {
    return (headers, fields, ageSeconds, contentLength) -> {
      int index = System.identityHashCode(fields) & (PLACES - 1);
      var place = places[index];
      if (place == null || !place.isOf(stored, fields, word, ageSeconds, ttlSeconds)) {
        place = new Place(stored, fields, word, ageSeconds, ttlSeconds, identifier);
        places[index] = place;
        place.fill(headers);
      } else if (contentLength < 0 || !headers.isEmpty() || !place.isKept) {
        // What is shared replaces all that is there, such as a rate limit's fields.
        place.fill(headers);
      } else {
        headers.setAll(place.whole(contentLength));
      }
    };
  }
}
