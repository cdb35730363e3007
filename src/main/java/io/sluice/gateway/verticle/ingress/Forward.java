package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheStatus;
import io.sluice.gateway.caching.CodedFields;
import io.sluice.gateway.caching.ForwardReason;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.RuleTags;
import io.sluice.gateway.caching.UnsafeInvalidation;
import io.sluice.gateway.invalidation.FetchToken;
import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.message.BodyReader;
import io.sluice.gateway.message.Cancellation;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.message.MultiMapFields;
import io.sluice.gateway.message.RequestPolicy;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.UpstreamRequest;
import io.sluice.gateway.spi.UpstreamResponse;
import io.sluice.gateway.verticle.PassedFields;
import io.sluice.gateway.verticle.WholeBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request to its origin for itself alone, and streams the answer back.
 *
 * <p>What a write may have changed is invalidated on every node before its response is released: a
 * client that has its answer never reads the old state afterwards, whichever node it asks.
 */
final class Forward {
  private final Ingress ingress;
  private final IngressRequest asked;
  private final HttpServerRequest request;
  private final RequestHead head;
  private final RequestPolicy policy;
  private final ForwardReason reason;
  private final @Nullable String detail;
  private final Cancellation cancellation = new Cancellation();
  private @Nullable GatewayFailure bodyFault;

  /**
   * @param detail more about the reason, for Cache-Status, or null
   */
  Forward(Ingress ingress, IngressRequest asked, ForwardReason reason, @Nullable String detail) {
    this.ingress = ingress;
    this.asked = asked;
    this.request = asked.request();
    this.head = asked.head();
    this.policy = asked.policy();
    this.reason = reason;
    this.detail = detail;
  }

  void send() {
    boolean withBody = asked.content() == null && RequestChecks.hasBody(request);
    if (withBody && RequestChecks.expectsTheUnknown(request)) {
      ingress
          .failures()
          .write(
              request,
              new GatewayFailure(
                  Kind.EXPECTATION_FAILED,
                  "the only expectation that is understood is 100-continue"),
              null);
      return;
    }
    if (withBody && RequestChecks.declaresMoreThan(request, maxBodyBytes())) {
      ingress.failures().write(request, tooLarge(), reason);
      return;
    }
    if (withBody) {
      // Until the connection to the origin is there and takes it.
      request.pause();
    }
    var fields =
        withBody
            ? ingress.originFields().of(request, head, policy, true)
            : ingress.originFields().of(request, head, policy, asked.content());
    StreamCoding.dropUnsafeRange(policy, head, fields);
    var token = ingress.services().validity().token();
    if (!asked.isUnsafe() || !policy.invalidatesByResponse()) {
      // Else the client could leave what it has changed as it was, for all others.
      StreamAnswer.onClientGone(asked, cancellation::cancel);
    }
    ingress
        .fetchClient()
        .fetch(
            new UpstreamRequest(
                policy.pool(),
                HttpMethod.valueOf(head.method()),
                asked.originTarget().originForm(),
                asked.originTarget().authority(),
                fields,
                withBody ? content() : WholeBody.of(asked.content()),
                ingress.interim(request),
                cancellation,
                asked.transaction().span()))
        .onComplete(response -> answered(token, response), cause -> failed((GatewayFailure) cause));
  }

  private void failed(GatewayFailure failure) {
    ingress.drain().answering(request);
    if (bodyFault != null) {
      ingress.failures().write(request, bodyFault, reason);
      return;
    }
    // No answer: the write may have happened all the same (RFC 9111 §4.4 asks for less).
    ingress
        .writes()
        .submit(asked, null, policy.invalidates(null, null))
        .onComplete(done -> ingress.failures().write(request, failure, reason));
  }

  /** The request's body, as far as it is bearable. */
  private ReadStream<Buffer> content() {
    return new TimedBody(
        ingress.vertx(),
        new LimitedBody(request, maxBodyBytes(), () -> bodyFault = tooLarge()),
        ingress.services().http().limits().bodyTimeout(),
        () -> {
          ingress.services().counters().count(Event.BODY_TIMEOUT);
          bodyFault = RequestChecks.stalled();
        });
  }

  private GatewayFailure tooLarge() {
    return new GatewayFailure(
        Kind.CONTENT_TOO_LARGE, "the request body passes " + maxBodyBytes() + " bytes");
  }

  private long maxBodyBytes() {
    return ingress.services().http().maxBodyBytes();
  }

  private void answered(FetchToken token, UpstreamResponse response) {
    var responseHead =
        new ResponseHead(
            response.status(),
            new MultiMapFields(response.fields()),
            response.requestTimeMillis(),
            response.responseTimeMillis());
    var storing = new ForwardedResponse(ingress, asked, responseHead, token, response.body());
    if (!asked.isUnsafe()) {
      var reader = response.body().reserve();
      answer(responseHead, reader, storing.store(), detail);
      return;
    }
    var tags = policy.invalidates(responseHead, null);
    if (tags.awaitsBody() && UnsafeInvalidation.mayHaveSucceeded(responseHead)) {
      WholeResponse.await(
          response.body(),
          ingress.services().fetchLimits().maxObjectBytes(),
          whole -> {
            var reader = response.body().reserve();
            response.body().release();
            release(
                responseHead,
                reader,
                null,
                whole == null ? cutOff(tags) : policy.invalidates(responseHead, whole));
          });
      return;
    }
    var reader = response.body().reserve();
    storing.keepForGet();
    release(responseHead, reader, storing, tags);
  }

  private static RuleTags cutOff(RuleTags known) {
    return RuleTags.refused(known.tags(), "tags-unreadable");
  }

  /** Answers a write once what it has changed is invalid everywhere. */
  private void release(
      ResponseHead responseHead,
      BodyReader reader,
      @Nullable ForwardedResponse storing,
      RuleTags tags) {
    ingress
        .writes()
        .submit(asked, responseHead, tags)
        .onComplete(
            done -> {
              var receipt = done.succeeded() ? done.result() : Optional.<Receipt>empty();
              boolean pending = done.failed() || !receipt.map(Receipt::complete).orElse(true);
              boolean stored = storing != null && storing.storeForGet(receipt);
              if (receipt.map(Receipt::committed).orElse(false)) {
                ingress.prefetcher().after(head, policy);
              }
              answer(responseHead, reader, stored, pending ? "invalidation-pending" : why(tags));
            });
  }

  private @Nullable String why(RuleTags tags) {
    return tags.refusal() == null ? detail : tags.refusal();
  }

  private void answer(
      ResponseHead responseHead, BodyReader reader, boolean stored, @Nullable String why) {
    var status =
        CacheStatus.begin(
                responseHead.fields().joined("cache-status"), ingress.services().identifier())
            .forwarded(reason);
    if (stored) {
      status.stored();
    }
    if (why != null) {
      status.detail(why);
    }
    ingress.drain().answering(request);
    var fields = PassedFields.of(responseHead, policy);
    int code = responseHead.status();
    var form = ingress.streamCoding().form(policy, head, code, fields, false);
    StreamAnswer.write(
        ingress,
        asked,
        code,
        code == 304 && policy.isCompressed()
            ? CodedFields.passedNotModified(head.fields(), fields)
            : form.fields(fields),
        ingress.explained(status.toString(), asked, null),
        word(),
        reader,
        form);
  }

  private CacheStatus.XCache word() {
    return reason == ForwardReason.BYPASS || reason == ForwardReason.METHOD
        ? CacheStatus.XCache.BYPASS
        : CacheStatus.XCache.MISS;
  }
}
