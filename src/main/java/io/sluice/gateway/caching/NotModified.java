package io.sluice.gateway.caching;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

/** Freshens a stored response by a 304 (RFC 9111 §4.3.4, §3.2). */
public final class NotModified {

  /** What a 304 means for the stored response that was validated. */
  public sealed interface Outcome {
    /**
     * It is updated: use and store this in its place.
     *
     * @param shareable as in {@link StoreDecision.Store}
     */
    record Updated(StoredResponse response, boolean shareable) implements Outcome {}

    /**
     * It may answer this request, but no longer be stored.
     *
     * @param response for the client whose request was validated, and no other
     * @param reason as in {@link StoreDecision.DoNotStore}
     */
    record Unstorable(StoredResponse response, String reason) implements Outcome {}

    /** The 304 speaks of another representation: fetch again, unconditionally. */
    record Mismatch() implements Outcome {}
  }

  private NotModified() {}

  /**
   * Merges.
   *
   * @param request the request as the client sent it
   * @param notModified the 304, with the times of the conditional request
   * @param ruleTags what a rule derived from request and response
   */
  public static Outcome merge(
      RequestHead request,
      StoredResponse stored,
      ResponseHead notModified,
      CachePolicy policy,
      RuleTags ruleTags) {
    return isMatch(stored, notModified)
        ? update(request, stored, notModified, policy, ruleTags)
        : new Outcome.Mismatch();
  }

  /** Replaces the stored fields by the new ones and decides anew as if they had come together. */
  static Outcome update(
      RequestHead request,
      StoredResponse stored,
      ResponseHead update,
      CachePolicy policy,
      RuleTags ruleTags) {
    var head =
        new ResponseHead(
            stored.status(),
            merged(stored, update),
            update.requestTimeMillis(),
            update.responseTimeMillis());
    var asGet = new RequestHead("GET", request.target(), request.fields());
    StoreDecision decision = StoreDecision.decide(asGet, head, policy, ruleTags);
    if (decision instanceof StoreDecision.Store store) {
      return new Outcome.Updated(
          withTags(store.response(), stored, update, policy), store.shareable());
    }
    StoreDecision.DoNotStore refused = (StoreDecision.DoNotStore) decision;
    var once =
        new StoredResponse(
            stored.status(),
            Storing.clean(head, policy),
            update.responseTimeMillis(),
            Lifetimes.initialAgeMillis(head),
            stored.freshness().expired(),
            stored.vary(),
            stored.tags());
    return new Outcome.Unstorable(once, refused.reason());
  }

  /**
   * A 304 that carries no tag field leaves the tags as they were: they are not among the stored
   * fields when they are withheld from clients.
   */
  private static StoredResponse withTags(
      StoredResponse updated, StoredResponse stored, ResponseHead update, CachePolicy policy) {
    for (String field : policy.tagFields().fields()) {
      if (update.fields().contains(field)) {
        return updated;
      }
    }
    Set<String> tags = new HashSet<>(updated.tags());
    if (tags.containsAll(stored.tags())) {
      return updated;
    }
    var union = new ArrayList<>(updated.tags());
    for (String tag : stored.tags()) {
      if (tags.add(tag)) {
        union.add(tag);
      }
    }
    return new StoredResponse(
        updated.status(),
        updated.fields(),
        updated.responseTimeMillis(),
        updated.initialAgeMillis(),
        updated.freshness(),
        updated.vary(),
        union);
  }

  /**
   * Whether the 304 is about the stored response: a strong entity tag must match strongly, a weak
   * one weakly; without one, Last-Modified must be the same; without either it can only be about
   * the one response that we made the request conditional on.
   */
  static boolean isMatch(StoredResponse stored, ResponseHead update) {
    String etag = update.fields().get(FieldNames.ETAG);
    EntityTag theirs = etag == null ? null : EntityTag.parse(etag);
    EntityTag ours = stored.entityTag();
    if (theirs != null && ours != null) {
      return theirs.weak() ? theirs.matchesWeakly(ours) : theirs.matchesStrongly(ours);
    }
    String modified = update.fields().get(FieldNames.LAST_MODIFIED);
    if (modified != null && stored.hasLastModified()) {
      return HttpDate.parse(modified, update.responseTimeMillis()) == stored.lastModifiedMillis();
    }
    return theirs == null;
  }

  /** The stored fields after an update by those of a 304, or of a HEAD's response. */
  public static StoredFields merged(StoredResponse stored, ResponseHead update) {
    HopByHop hopByHop = HopByHop.of(update.fields());
    var out = stored.fields().toBuilder();
    var replaced = new HashSet<String>();
    update
        .fields()
        .forEach(
            (name, value) -> {
              String lower = FieldNames.canonical(name);
              if (hopByHop.isRemoved(lower) || isKept(lower)) {
                return;
              }
              if (replaced.add(lower)) {
                out.set(lower, value);
              } else {
                out.add(lower, value);
              }
            });
    if (!update.fields().contains(FieldNames.DATE)) {
      out.set(FieldNames.DATE, HttpDate.format(update.responseTimeMillis()));
    }
    return out.build();
  }

  /** What describes the stored body is not updated. */
  private static boolean isKept(String lowerName) {
    return switch (lowerName) {
      case FieldNames.CONTENT_LENGTH,
          FieldNames.CONTENT_ENCODING,
          FieldNames.CONTENT_RANGE,
          FieldNames.TRANSFER_ENCODING ->
          true;
      default -> HopByHop.isNeverStored(lowerName);
    };
  }
}
