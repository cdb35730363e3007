package io.sluice.gateway.message;

import io.sluice.gateway.caching.CachePolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rules say about one request, and about each response it may get. */
public interface RequestPolicy {

  /** The name of the pool of origins that serves it. */
  String pool();

  /** Terms of looking up and of reuse, which no response has a say in. */
  CachePolicy forRequest();

  /**
   * Terms of storing a response.
   *
   * @param contentType the field's value, or null
   */
  Applied forResponse(int status, @Nullable String contentType);

  /** Plain tags to invalidate when this request, an unsafe one, succeeds. */
  List<String> invalidates();

  /**
   * @param tags plain tags that the rule adds
   */
  record Applied(CachePolicy policy, List<String> tags) {}
}
