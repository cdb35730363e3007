package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheStatus;
import io.sluice.gateway.caching.ForwardReason;
import io.sluice.gateway.caching.HttpDate;
import io.sluice.gateway.message.GatewayFailure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Writes a failure as {@code application/problem+json} (RFC 9457). */
final class Failures {
  private final String identifier;

  /**
   * @param identifier how this cache names itself in Cache-Status
   */
  Failures(String identifier) {
    this.identifier = identifier;
  }

  /**
   * @param reason why the request was forwarded, null when it was not
   */
  void write(HttpServerRequest request, GatewayFailure failure, @Nullable ForwardReason reason) {
    write(request, failure, reason, failure.kind().closes());
  }

  /** Writes it as the last answer on its connection. */
  void writeLast(HttpServerRequest request, GatewayFailure failure, ForwardReason reason) {
    write(request, failure, reason, true);
  }

  private void write(
      HttpServerRequest request,
      GatewayFailure failure,
      @Nullable ForwardReason reason,
      boolean closes) {
    var response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    if (response.headWritten()) {
      response.reset();
      return;
    }
    var kind = failure.kind();
    var status = CacheStatus.begin(null, identifier);
    if (reason != null) {
      status.forwarded(reason);
    }
    var headers = response.headers();
    RateLimits.clearOthers(headers);
    headers
        .set(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .set(HttpHeaders.CACHE_CONTROL, "no-store")
        .set(HttpHeaders.DATE, HttpDate.format(System.currentTimeMillis()))
        .set("cache-status", status.detail(kind.detail()).toString())
        .set("x-cache", CacheStatus.XCache.MISS.name());
    if (failure.retryAfterSeconds() > 0) {
      headers.set("retry-after", Long.toString(failure.retryAfterSeconds()));
    }
    if (kind.status() == 405) {
      headers.set("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }
    if (kind.status() == 426) {
      headers.set(HttpHeaders.UPGRADE, "websocket").set("sec-websocket-version", "13");
    }
    if (closes || RequestChecks.isBodyPending(request)) {
      Closing.afterResponse(request);
    }
    if (kind.status() == 426) {
      headers.add(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE); // RFC 9110 §7.8
    }
    response
        .setStatusCode(kind.status())
        .end(
            new JsonObject()
                .put("type", "about:blank")
                .put("title", kind.title())
                .put("status", kind.status())
                .put("detail", failure.getMessage())
                .toBuffer());
  }
}
