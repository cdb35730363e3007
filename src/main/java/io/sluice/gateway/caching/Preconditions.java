package io.sluice.gateway.caching;

import org.jspecify.annotations.Nullable;

/**
 * The client's own conditions, evaluated against a stored response (RFC 9110 §13, RFC 9111 §4.3.2).
 * If-Match and If-Unmodified-Since never get here: {@link CacheDecision} forwards them.
 */
public final class Preconditions {

  /** The answer that the conditions ask for. */
  public sealed interface Outcome {
    /** The whole response (or the ranges asked for). */
    record Full() implements Outcome {}

    /**
     * 304: the client's copy is this response.
     *
     * @param fields what the 304 carries, besides Age and Cache-Status
     */
    record NotModified(StoredFields fields) implements Outcome {}
  }

  private static final Outcome FULL = new Outcome.Full();

  private Preconditions() {}

  /** Evaluates If-None-Match, and If-Modified-Since only without it. */
  public static Outcome evaluate(RequestHead request, StoredResponse stored, long nowMillis) {
    Fields fields = request.fields();
    boolean modified;
    if (fields.contains(FieldNames.IF_NONE_MATCH)) {
      modified = !matchesAny(fields.joined(FieldNames.IF_NONE_MATCH), stored);
    } else {
      String since = fields.get(FieldNames.IF_MODIFIED_SINCE);
      modified = since == null || isModifiedSince(HttpDate.parse(since, nowMillis), stored);
    }
    // Conditions concern what would otherwise be a 2xx answer to GET or HEAD (RFC 9110 §13.2.1).
    return modified || stored.status() / 100 != 2 || !request.isRead()
        ? FULL
        : new Outcome.NotModified(stored.notModifiedFields());
  }

  private static boolean matchesAny(@Nullable String list, StoredResponse stored) {
    if (list == null) {
      return false;
    }
    if (Ascii.trim(list).equals("*")) {
      return true;
    }
    EntityTag tag = stored.entityTag();
    return tag != null && tag.isInListWeakly(list);
  }

  /** Against Last-Modified, or Date without it, which is the reception time where there is none. */
  private static boolean isModifiedSince(long sinceMillis, StoredResponse stored) {
    if (sinceMillis == HttpDate.INVALID) {
      return true;
    }
    long modified = stored.hasLastModified() ? stored.lastModifiedMillis() : stored.dateMillis();
    return modified > sinceMillis;
  }

  /**
   * What a 304 must carry (RFC 9110 §15.4.5), with Last-Modified where there is no entity tag, and
   * the targeted fields that the next caches may obey.
   */
  static StoredFields notModifiedFields(StoredResponse stored) {
    boolean tagged = stored.entityTag() != null;
    return stored
        .sentFields()
        .without(
            name ->
                switch (name) {
                  case FieldNames.CACHE_CONTROL,
                      FieldNames.CDN_CACHE_CONTROL,
                      FieldNames.CONTENT_LOCATION,
                      FieldNames.DATE,
                      FieldNames.ETAG,
                      FieldNames.EXPIRES,
                      FieldNames.VARY ->
                      false;
                  case FieldNames.LAST_MODIFIED -> tagged;
                  default -> true;
                });
  }
}
