package io.sluice.gateway.caching;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a write invalidates (RFC 9111 §4.4, RFC 9875 §3). */
public final class UnsafeInvalidation {
  private UnsafeInvalidation() {}

  /**
   * The tags to invalidate before the response is released; empty when there are none.
   *
   * @param response the final response, or null when none came: the write may have happened
   */
  public static List<String> tags(RequestHead request, @Nullable ResponseHead response) {
    if (request.isSafe() || !mayHaveSucceeded(response)) {
      return List.of();
    }
    RequestTarget target = request.target();
    List<String> tags = new ArrayList<>(2);
    tags.add(Tags.uri(target));
    if (response != null) {
      addReference(response.fields().get(FieldNames.LOCATION), target, tags);
      addReference(response.fields().get(FieldNames.CONTENT_LOCATION), target, tags);
      for (String tag :
          CacheGroups.tags(response.fields(), FieldNames.CACHE_GROUP_INVALIDATION, target)) {
        add(tag, tags);
      }
    }
    return tags;
  }

  /** Whether a write with this response, or none, may have changed anything. */
  public static boolean mayHaveSucceeded(@Nullable ResponseHead response) {
    return response == null || (response.status() >= 200 && response.status() <= 399);
  }

  /** Only of the same origin: another's resources are not this one's to invalidate. */
  private static void addReference(
      @Nullable String reference, RequestTarget target, List<String> tags) {
    RequestTarget other = reference == null ? null : target.resolve(reference);
    if (other != null && other.isSameOrigin(target)) {
      add(Tags.uri(other), tags);
    }
  }

  private static void add(String tag, List<String> tags) {
    if (!tags.contains(tag)) {
      tags.add(tag);
    }
  }
}
