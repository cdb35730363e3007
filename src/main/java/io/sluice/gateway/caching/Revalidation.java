package io.sluice.gateway.caching;

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

  /** Whether the stored response can be validated; by strong means only where asked. */
  static boolean isPossible(StoredResponse stored, boolean stronglyOnly) {
    return stronglyOnly
        ? stored.entityTag() != null || stored.hasStrongLastModified()
        : stored.hasValidator();
  }
}
