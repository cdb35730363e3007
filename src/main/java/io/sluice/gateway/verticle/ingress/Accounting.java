package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheStatus.XCache;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.config.HttpConfig;
import io.sluice.gateway.message.Span;
import io.sluice.gateway.spi.RequestLog;
import io.sluice.gateway.spi.RequestSample;
import io.sluice.gateway.spi.Tracing;
import io.sluice.gateway.spi.Traffic;
import io.sluice.gateway.spi.Traffic.Result;
import io.sluice.gateway.spi.Traffic.Tier;
import io.sluice.gateway.verticle.ClientAddress;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times the requests of one event loop, and tells the request log and traces of them.
 *
 * <p>Without those a hit in memory costs one striped addition, and a clock is read for one of
 * {@link #SAMPLED} alone, which stands for the others in the histogram. What is asked for most is
 * told from a sample, too, whose effort is bounded ({@link RequestSample}).
 */
final class Accounting {
  private static final int SAMPLED = 64;

  private final Traffic traffic;
  private final RequestLog log;
  private final HttpConfig http;
  private final RequestSample sample;
  private final Rules rules;
  private final RequestSpans spans;
  private final boolean timeAll;
  private int seen;

  Accounting(
      Traffic traffic,
      RequestLog log,
      Tracing tracing,
      HttpConfig http,
      RequestSample sample,
      Rules rules) {
    this.traffic = traffic;
    this.log = log;
    this.http = http;
    this.sample = sample;
    this.rules = rules;
    this.spans = new RequestSpans(tracing);
    this.timeAll = log.isOn() || tracing.isOn();
  }

  /** The time at which a request has come; 0 = not known. */
  long began() {
    return timeAll || (++seen & (SAMPLED - 1)) == 0 ? System.nanoTime() : 0;
  }

  /**
   * Memory has answered.
   *
   * @param tags of the response
   * @return the request's span, which has ended
   */
  Span hit(
      HttpServerRequest request,
      RequestHead head,
      List<String> tags,
      @Nullable String rule,
      XCache word,
      int bytes,
      long beganNanos) {
    var result = word == XCache.STALE ? Result.STALE : Result.HIT;
    traffic.rule(rule).count(result);
    if (sample.isDue()) {
      sample.take(head.target(), tags, true);
    }
    if (beganNanos == 0) {
      return Span.NONE;
    }
    long nanos = System.nanoTime() - beganNanos;
    traffic.latency(Tier.L1).record(nanos, timeAll ? 1 : SAMPLED);
    if (!timeAll) {
      return Span.NONE;
    }
    var span = spans.open(request, head, rule, beganNanos);
    RequestSpans.end(span, request, result, Tier.L1);
    log(request, head, bytes, nanos, result, Tier.L1, rule);
    return span;
  }

  /** Something else than memory will answer, or nothing. */
  Transaction open(
      HttpServerRequest request,
      @Nullable RequestHead head,
      @Nullable String rule,
      long beganNanos) {
    long sinceNanos = beganNanos == 0 ? System.nanoTime() : beganNanos;
    var span = spans.open(request, head, rule, sinceNanos);
    return new Transaction(this, request, head, rule, sinceNanos, span);
  }

  void ended(
      HttpServerRequest request,
      @Nullable RequestHead head,
      List<String> tags,
      @Nullable String rule,
      Result result,
      Tier tier,
      long beganNanos,
      Span span) {
    traffic.rule(rule).count(result);
    RequestSpans.end(span, request, result, tier);
    if (head != null && sample.isDue()) {
      sample.take(head.target(), tags, tier == Tier.L2 || tier == Tier.L3);
    }
    long nanos = System.nanoTime() - beganNanos;
    traffic.latency(tier).record(nanos, 1);
    if (timeAll) {
      log(request, head, request.response().bytesWritten(), nanos, result, tier, rule);
    }
  }

  private void log(
      HttpServerRequest request,
      @Nullable RequestHead head,
      long bytes,
      long nanos,
      Result result,
      Tier tier,
      @Nullable String rule) {
    if (!log.isOn()) {
      return;
    }
    var peer = OriginFields.peer(request);
    var address =
        head == null
            ? peer
            : ClientAddress.of(peer, head.fields(), http.forwarded(), http.trustedProxies());
    log.log(
        new RequestLog.Entry(
            System.currentTimeMillis(),
            address == null ? "unknown" : address.getHostAddress(),
            request.method().name(),
            head == null ? null : head.target().authority(),
            head == null ? null : head.target().path(),
            request.response().getStatusCode(),
            bytes,
            nanos,
            result,
            tier,
            rule,
            rules.logSample(rule),
            protocol(request.version()),
            withoutQuery(request.getHeader(HttpHeaders.REFERER)),
            request.getHeader(HttpHeaders.USER_AGENT)));
  }

  private static String protocol(HttpVersion version) {
    return switch (version) {
      case HTTP_1_0 -> "HTTP/1.0";
      case HTTP_1_1 -> "HTTP/1.1";
      default -> "HTTP/2.0";
    };
  }

  private static @Nullable String withoutQuery(@Nullable String url) {
    int query = url == null ? -1 : url.indexOf('?');
    return url == null || query < 0 ? url : url.substring(0, query);
  }
}
