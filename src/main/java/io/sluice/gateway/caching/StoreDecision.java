package io.sluice.gateway.caching;

/** Whether a response is stored, in what form, and if not, why (RFC 9111 §3). */
public sealed interface StoreDecision {

  /**
   * Whether the response may also answer requests that waited for the same fetch: never when it is
   * private, must be validated, or is not fresh on arrival.
   */
  boolean shareable();

  /**
   * Stored.
   *
   * @param response what is stored
   * @param shareable see {@link #shareable}
   * @param tagsAwaitBody whether its tags are not all known before the body is: then it is to be
   *     decided about again, and to be shared by nobody who asked later than the fetch began
   */
  record Store(StoredResponse response, boolean shareable, boolean tagsAwaitBody)
      implements StoreDecision {}

  /**
   * Not stored.
   *
   * @param reason a short text for Cache-Status and the log
   * @param shareable true only where HTTP would allow reuse and storing fails for reasons of our
   *     own
   */
  record DoNotStore(String reason, boolean shareable) implements StoreDecision {}

  /**
   * Decides about a final response.
   *
   * <p>A response to POST is decided about as one to GET where RFC 9110 §9.3.3 allows it: 200, with
   * explicit freshness and a Content-Location equal to the target. Store it under GET's key, after
   * the invalidation that the POST causes.
   *
   * @param ruleTags what a rule derived from request and response
   */
  static StoreDecision decide(
      RequestHead request, ResponseHead response, CachePolicy policy, RuleTags ruleTags) {
    return Storing.decide(request, response, policy, ruleTags);
  }
}
