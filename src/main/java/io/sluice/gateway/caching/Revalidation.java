package io.sluice.gateway.caching;

import java.util.Optional;
import java.util.function.BiConsumer;

/** The conditional request that validates a stored response (RFC 9111 §4.3.1). */
public final class Revalidation {
  private Revalidation() {}

  /**
   * Gives the fields that make a request conditional on the stored response: If-None-Match and
   * If-Modified-Since, whichever it has validators for. The client's own conditions must be removed
   * first.
   */
  public static void conditions(StoredResponse stored, BiConsumer<String, String> set) {
    EntityTag tag = stored.entityTag();
    if (tag != null) {
      set.accept(FieldNames.IF_NONE_MATCH, tag.toString());
    }
    String lastModified = stored.fields().get(FieldNames.LAST_MODIFIED);
    if (stored.hasLastModified() && lastModified != null) {
      set.accept(FieldNames.IF_MODIFIED_SINCE, lastModified);
    }
  }

  /**
   * The stored response as one that says {@code no-cache}, for want of knowing whether it has been
   * invalidated: good for nothing but to be confirmed by strong means.
   *
   * @return empty when it has no strong validator
   */
  public static Optional<StoredResponse> unconfirmed(StoredResponse stored) {
    if (!isPossible(stored, true)) {
      return Optional.empty();
    }
    var none = new Freshness(0, Freshness.Source.NONE, true, true, false, 0, 0);
    return Optional.of(
        new StoredResponse(
            stored.status(),
            stored.fields(),
            stored.responseTimeMillis(),
            stored.initialAgeMillis(),
            none,
            stored.vary(),
            stored.tags()));
  }

  /** Whether the stored response can be validated; by strong means only where asked. */
  static boolean isPossible(StoredResponse stored, boolean stronglyOnly) {
    return stronglyOnly
        ? stored.entityTag() != null || stored.hasStrongLastModified()
        : stored.hasValidator();
  }
}
