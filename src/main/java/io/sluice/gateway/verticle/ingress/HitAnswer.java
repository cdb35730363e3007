package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheStatus;
import io.sluice.gateway.caching.CacheStatus.XCache;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.RequestPolicy;
import io.sluice.gateway.message.Span;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** Answers what memory has an entry for. */
final class HitAnswer {
  private final String identifier;
  private final Counters counters;
  private final Debugging debugging;
  private final EntryCoding entryCoding;
  private final Accounting accounting;
  private final HitHeads heads;

  HitAnswer(
      IngressServices services,
      Debugging debugging,
      EntryCoding entryCoding,
      Accounting accounting) {
    this.identifier = services.identifier();
    this.counters = services.counters();
    this.debugging = debugging;
    this.entryCoding = entryCoding;
    this.accounting = accounting;
    this.heads = new HitHeads(identifier);
  }

  /**
   * @return the request's span, which has ended
   */
  Span write(
      HttpServerRequest request,
      RequestHead head,
      RequestPolicy policy,
      CacheEntry entry,
      XCache word,
      long ttlSeconds,
      long nowMillis,
      long began) {
    var stored = entry.response();
    // HTTP/2 encodes fields for each connection anew: there are no bytes to share.
    var answer =
        request.version() == HttpVersion.HTTP_2 || debugging.explainsTo(request)
            ? EntryAnswer.head(word, status(request, policy, entry, ttlSeconds))
            : heads.of(stored, word, ttlSeconds);
    var form = policy.isCompressed() ? entryCoding.forHit(head, entry) : null;
    int bytes = EntryAnswer.write(request, head, entry, form, answer, nowMillis);
    counters.count(word == XCache.STALE ? Event.STALE : Event.L1_HIT);
    counters.add(Event.BYTES_SAVED, bytes);
    return accounting.hit(request, head, stored.tags(), policy.rule(), word, bytes, began);
  }

  private String status(
      HttpServerRequest request, RequestPolicy policy, CacheEntry entry, long ttlSeconds) {
    var stored = entry.response();
    return debugging.explained(
        CacheStatus.hit(stored.upstreamCacheStatus(), identifier, ttlSeconds),
        request,
        policy,
        entry.key(),
        stored);
  }
}
