package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.CacheStatus;
import io.sluice.gateway.caching.ForwardReason;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.StoreDecision;
import io.sluice.gateway.caching.StoredResponse;
import io.sluice.gateway.caching.Tags;
import io.sluice.gateway.caching.UnsafeInvalidation;
import io.sluice.gateway.invalidation.FetchToken;
import io.sluice.gateway.invalidation.Stamp;
import io.sluice.gateway.message.BodyStream;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.Cancellation;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.message.MultiMapFields;
import io.sluice.gateway.message.RequestPolicy;
import io.sluice.gateway.spi.UpstreamRequest;
import io.sluice.gateway.spi.UpstreamResponse;
import io.sluice.gateway.verticle.PassedFields;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request to its origin for itself alone, and streams the answer back.
 *
 * <p>What a write may have changed is invalidated on every node before its response is released: a
 * client that has its answer never reads the old state afterwards, whichever node it asks.
 */
final class Forward implements UpstreamRequest.Interim {
  private final Ingress ingress;
  private final HttpServerRequest request;
  private final RequestHead head;
  private final RequestPolicy policy;
  private final ForwardReason reason;
  private final @Nullable String detail;
  private final Cancellation cancellation = new Cancellation();
  private boolean tooLarge;

  /**
   * @param detail more about the reason, for Cache-Status, or null
   */
  Forward(
      Ingress ingress,
      HttpServerRequest request,
      RequestHead head,
      RequestPolicy policy,
      ForwardReason reason,
      @Nullable String detail) {
    this.ingress = ingress;
    this.request = request;
    this.head = head;
    this.policy = policy;
    this.reason = reason;
    this.detail = detail;
  }

  void send() {
    boolean withBody = RequestChecks.hasBody(request);
    if (withBody) {
      // Until the connection to the origin is there and takes it.
      request.pause();
    }
    var token = ingress.services().validity().token();
    StreamAnswer.onClientGone(request, cancellation::cancel);
    ingress
        .fetchClient()
        .fetch(
            new UpstreamRequest(
                policy.pool(),
                HttpMethod.valueOf(head.method()),
                head.target().originForm(),
                head.target().authority(),
                ingress.originFields().of(request, head, withBody),
                withBody
                    ? new LimitedBody(
                        request, ingress.services().http().maxBodyBytes(), () -> tooLarge = true)
                    : null,
                this,
                cancellation))
        .onComplete(response -> answered(token, response), cause -> failed((GatewayFailure) cause));
  }

  @Override
  public void onContinue() {
    request.response().writeContinue();
  }

  @Override
  public void onEarlyHints(MultiMap fields) {
    if (!request.response().headWritten()) {
      request.response().writeEarlyHints(fields);
    }
  }

  private void failed(GatewayFailure failure) {
    ingress.drain().answering(request);
    if (tooLarge) {
      ingress
          .failures()
          .write(
              request.response(),
              new GatewayFailure(
                  Kind.CONTENT_TOO_LARGE,
                  "the request body passes " + ingress.services().http().maxBodyBytes() + " bytes"),
              reason);
      return;
    }
    // No answer: the write may have happened all the same (RFC 9111 §4.4 asks for less).
    invalidate(null)
        .onComplete(pending -> ingress.failures().write(request.response(), failure, reason));
  }

  private void answered(FetchToken token, UpstreamResponse response) {
    var responseHead =
        new ResponseHead(
            response.status(),
            new MultiMapFields(response.fields()),
            response.requestTimeMillis(),
            response.responseTimeMillis());
    var reader = response.body().reserve();
    var stored = storable(responseHead);
    if (stored == null) {
      response.body().release();
    } else {
      collect(stored, token, response.body());
    }
    invalidate(responseHead)
        .onSuccess(
            pending -> {
              var status =
                  CacheStatus.begin(
                          responseHead.fields().joined("cache-status"),
                          ingress.services().identifier())
                      .forwarded(reason);
              if (stored != null) {
                status.stored();
              }
              String why = pending ? "invalidation-pending" : detail;
              if (why != null) {
                status.detail(why);
              }
              ingress.drain().answering(request);
              StreamAnswer.write(
                  ingress.context(),
                  request,
                  response.status(),
                  PassedFields.of(responseHead, policy),
                  status.toString(),
                  word(),
                  reader);
            });
  }

  private CacheStatus.XCache word() {
    return reason == ForwardReason.BYPASS || reason == ForwardReason.METHOD
        ? CacheStatus.XCache.BYPASS
        : CacheStatus.XCache.MISS;
  }

  /** The response as it may be stored, or null. */
  private @Nullable StoredResponse storable(ResponseHead responseHead) {
    if (!head.method().equals("GET") || ingress.services().mode().mode() != CacheMode.Mode.ON) {
      return null;
    }
    var applied =
        policy.forResponse(responseHead.status(), responseHead.fields().get("content-type"));
    return StoreDecision.decide(head, responseHead, applied.policy(), applied.tags())
            instanceof StoreDecision.Store store
        ? store.response()
        : null;
  }

  private void collect(StoredResponse stored, FetchToken token, BodyStream body) {
    long maxBytes = ingress.services().maxObjectBytes();
    body.observe(
        new BodyStream.Observer() {
          private boolean tooLargeToStore;

          @Override
          public void appended(long totalBytes) {
            if (!tooLargeToStore && totalBytes > maxBytes) {
              tooLargeToStore = true;
              body.release();
            }
          }

          @Override
          public void ended(boolean complete) {
            if (complete && !tooLargeToStore) {
              var key = CacheKey.of(head.method(), head.target());
              var stamp = new Stamp(token, Tags.hashes(key.target(), stored.tags()));
              ingress.store(new CacheEntry(key, stored, body.whole(), stamp));
            }
          }
        });
  }

  /**
   * @param responseHead null when no answer came
   * @return whether some node has not confirmed yet; never fails
   */
  private Future<Boolean> invalidate(@Nullable ResponseHead responseHead) {
    if (head.isSafe()) {
      return Future.succeededFuture(false);
    }
    List<String> tags = new ArrayList<>(UnsafeInvalidation.tags(head, responseHead));
    if (tags.isEmpty()) {
      return Future.succeededFuture(false);
    }
    policy.invalidates().forEach(tag -> tags.add(Tags.plain(tag)));
    return ingress.invalidateUntilCommitted(tags);
  }
}
