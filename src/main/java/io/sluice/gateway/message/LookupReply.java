package io.sluice.gateway.message;

import io.sluice.gateway.caching.ForwardReason;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.StoredResponse;
import org.jspecify.annotations.Nullable;

/** What became of a {@link Lookup}. */
public sealed interface LookupReply {

  /**
   * Answer with this entry.
   *
   * @param source where it came from
   * @param stale whether it is past its lifetime or softly invalidated
   * @param reason why the origin was asked, null when it was not
   * @param originStatus what the origin said, 0 when it was not asked or did not answer
   * @param collapsed whether another request's fetch was shared
   * @param detail for Cache-Status, or null
   */
  record Stored(
      CacheEntry entry,
      Source source,
      boolean stale,
      @Nullable ForwardReason reason,
      int originStatus,
      boolean collapsed,
      @Nullable String detail)
      implements LookupReply {}

  /** Where a stored answer came from. */
  enum Source {
    L1,
    L2,
    L3,
    /** Confirmed by the origin's 304. */
    REVALIDATED,
    /** Stale, and the origin failed. */
    STALE_ON_ERROR
  }

  /**
   * Answer with this response, whose body is on its way.
   *
   * @param fields end-to-end fields to send, but for those that are made for each answer
   * @param stored the head as it is being stored, or null when it is not
   * @param reader must be started, or leave
   * @param detail why it is not stored, or not yet certain to be; or null
   */
  record Streaming(
      int status,
      StoredFields fields,
      @Nullable StoredResponse stored,
      BodyReader reader,
      ForwardReason reason,
      boolean collapsed,
      @Nullable String detail)
      implements LookupReply {}

  /**
   * Nothing to share: fetch it for this request alone.
   *
   * @param detail why not, or null
   */
  record Pass(ForwardReason reason, @Nullable String detail) implements LookupReply {}

  /** No answer can be had. */
  record Failed(GatewayFailure failure, ForwardReason reason) implements LookupReply {}
}
