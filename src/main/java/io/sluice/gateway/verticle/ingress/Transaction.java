package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheStatus.XCache;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.message.Span;
import io.sluice.gateway.spi.Traffic.Result;
import io.sluice.gateway.spi.Traffic.Tier;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request that memory did not answer, until it has its answer: then it is counted, by what the
 * answer says of itself.
 */
final class Transaction {
  private final Accounting accounting;
  private final HttpServerRequest request;
  private final @Nullable RequestHead head;
  private final @Nullable String rule;
  private final long beganNanos;
  private final Span span;
  private Tier tier = Tier.ORIGIN;
  private List<String> tags = List.of();
  private boolean refused;
  private boolean ended;

  Transaction(
      Accounting accounting,
      HttpServerRequest request,
      @Nullable RequestHead head,
      @Nullable String rule,
      long beganNanos,
      Span span) {
    this.accounting = accounting;
    this.request = request;
    this.head = head;
    this.rule = rule;
    this.beganNanos = beganNanos;
    this.span = span;
    request.response().bodyEndHandler(v -> end(result()));
    StreamAnswer.onClientGone(request, this, () -> {});
  }

  /** What everything that is done for the request belongs to. */
  Span span() {
    return span;
  }

  /** Who has the answer, if not the origin. */
  void tier(Tier answering) {
    tier = answering;
  }

  /** Those of the response, where it is stored. */
  void tags(List<String> carried) {
    tags = carried;
  }

  /** Nothing will be looked for. */
  Transaction refuse() {
    refused = true;
    tier = Tier.NONE;
    return this;
  }

  /** The client has left, or its answer was broken off. */
  void abort() {
    end(Result.ABORTED);
  }

  /** The connection is a WebSocket now, whose end is nobody's answer. */
  void becameTunnel() {
    end(Result.BYPASS);
  }

  private void end(Result result) {
    if (!ended) {
      ended = true;
      accounting.ended(request, head, tags, rule, result, tier, beganNanos, span);
    }
  }

  private Result result() {
    if (refused) {
      return Result.REFUSED;
    }
    var response = request.response();
    String word = response.headers().get(EntryAnswer.X_CACHE);
    if (XCache.HIT.name().equals(word)) {
      return Result.HIT;
    }
    if (XCache.STALE.name().equals(word)) {
      return Result.STALE;
    }
    if (XCache.REVALIDATED.name().equals(word)) {
      return Result.REVALIDATED;
    }
    if (response.getStatusCode() >= 500) {
      return Result.ERROR;
    }
    return XCache.BYPASS.name().equals(word) ? Result.BYPASS : Result.MISS;
  }
}
