package io.sluice.gateway.caching;

/** What a forwarded HEAD's response does to the stored GET response (RFC 9111 §4.3.5). */
public final class HeadFreshening {
  private HeadFreshening() {}

  /**
   * The stored response after a HEAD: updated when the 200 is about the same representation,
   * otherwise stale; unchanged by statuses that say nothing about it.
   *
   * @param ruleTags what a rule derived from request and response
   */
  public static StoredResponse freshen(
      RequestHead request,
      StoredResponse stored,
      ResponseHead head,
      CachePolicy policy,
      RuleTags ruleTags) {
    return switch (head.status()) {
      case 200 -> freshen200(request, stored, head, policy, ruleTags);
      // The resource has gone or moved. Other statuses are about the request, not the resource, and
      // must not let any client make entries stale at will.
      case 301, 308, 404, 410 -> stored.status() == head.status() ? stored : stored.expired();
      default -> stored;
    };
  }

  private static StoredResponse freshen200(
      RequestHead request,
      StoredResponse stored,
      ResponseHead head,
      CachePolicy policy,
      RuleTags ruleTags) {
    if (stored.status() != 200 || !isSame(stored, head)) {
      return stored.expired();
    }
    var outcome = NotModified.update(request, stored, head, policy, ruleTags);
    return outcome instanceof NotModified.Outcome.Updated updated
        ? updated.response()
        : stored.expired();
  }

  /** Whether ETag, Last-Modified and Content-Length, where the HEAD's response has them, match. */
  private static boolean isSame(StoredResponse stored, ResponseHead head) {
    return isSame(FieldNames.ETAG, stored, head)
        && isSame(FieldNames.LAST_MODIFIED, stored, head)
        && isSame(FieldNames.CONTENT_LENGTH, stored, head);
  }

  private static boolean isSame(String name, StoredResponse stored, ResponseHead head) {
    String theirs = head.fields().get(name);
    return theirs == null || theirs.equals(stored.fields().get(name));
  }
}
