package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheStatus;
import io.sluice.gateway.caching.CacheStatus.XCache;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.Preconditions;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.message.LookupReply;
import io.sluice.gateway.spi.Counters.Event;
import io.vertx.core.http.HttpServerRequest;

/** Turns the reply to a look-up into the answer to the client. */
final class LookupAnswer {
  private final Ingress ingress;
  private final IngressRequest asked;
  private final HttpServerRequest request;
  private final RequestHead head;

  LookupAnswer(Ingress ingress, IngressRequest asked) {
    this.ingress = ingress;
    this.asked = asked;
    this.request = asked.request();
    this.head = asked.head();
  }

  void write(LookupReply reply) {
    ingress.drain().answering(request);
    if (reply instanceof LookupReply.Stored stored) {
      stored(stored);
    } else if (reply instanceof LookupReply.Streaming streaming) {
      streaming(streaming);
    } else if (reply instanceof LookupReply.Pass pass) {
      if (!request.response().closed()) {
        ingress.forward(asked, pass.reason(), pass.detail());
      }
    } else if (reply instanceof LookupReply.Failed failed) {
      ingress.failures().write(request, failed.failure(), failed.reason());
    }
  }

  private void stored(LookupReply.Stored stored) {
    if (request.response().closed()) {
      return;
    }
    long nowMillis = System.currentTimeMillis();
    var entry = stored.entry();
    long ttlSeconds = Math.floorDiv(entry.response().freshForMillis(nowMillis), 1000L);
    var status =
        CacheStatus.begin(entry.response().upstreamCacheStatus(), ingress.services().identifier());
    if (stored.reason() == null) {
      status.hit();
    } else {
      status.forwarded(stored.reason());
    }
    if (stored.originStatus() != 0) {
      status.forwardStatus(stored.originStatus());
    }
    if (stored.collapsed()) {
      if (stored.reason() != null) {
        status.collapsed(); // RFC 9211 §2.6: of forwarded requests
      }
      ingress.services().counters().count(Event.COLLAPSED);
    }
    status.ttl(ttlSeconds);
    if (stored.detail() != null) {
      status.detail(stored.detail());
    } else if (stored.source() == LookupReply.Source.L2) {
      status.detail("l2");
    }
    int bytes =
        EntryAnswer.write(
            request,
            head,
            entry,
            word(stored),
            ingress.explained(status.toString(), asked, entry.response()),
            nowMillis);
    if (stored.reason() == null) {
      ingress.services().counters().add(Event.BYTES_SAVED, bytes);
    }
    if (stored.source() == LookupReply.Source.STALE_ON_ERROR) {
      ingress.services().counters().count(Event.STALE);
    }
  }

  private static XCache word(LookupReply.Stored stored) {
    if (stored.source() == LookupReply.Source.REVALIDATED) {
      return XCache.REVALIDATED;
    }
    return stored.stale() ? XCache.STALE : XCache.HIT;
  }

  private void streaming(LookupReply.Streaming streaming) {
    var reader = streaming.reader();
    if (request.response().closed()) {
      reader.leave();
      return;
    }
    if (asked.wantsRange()) {
      range(streaming);
      return;
    }
    var status =
        CacheStatus.begin(
                streaming.fields().joined("cache-status"), ingress.services().identifier())
            .forwarded(streaming.reason());
    var stored = streaming.stored();
    if (stored != null) {
      status.stored();
    }
    if (streaming.collapsed()) {
      status.collapsed();
      ingress.services().counters().count(Event.COLLAPSED);
    }
    if (streaming.detail() != null) {
      status.detail(streaming.detail());
    }
    var fields = streaming.fields();
    int code = streaming.status();
    if (stored != null) {
      long nowMillis = System.currentTimeMillis();
      long age = stored.currentAgeSeconds(nowMillis);
      if (Preconditions.evaluate(head, stored, nowMillis)
          instanceof Preconditions.Outcome.NotModified notModified) {
        code = 304;
        fields = notModified.fields();
      }
      if (age > 0) {
        fields = fields.with("age", Long.toString(age));
      }
    }
    StreamAnswer.write(
        ingress.context(),
        request,
        code,
        fields,
        ingress.explained(status.toString(), asked, stored),
        XCache.MISS,
        reader);
  }

  /** The whole is on its way where a part of it was asked for. */
  private void range(LookupReply.Streaming streaming) {
    var reader = streaming.reader();
    long maxBytes = asked.policy().wholeForRangeBytes();
    Runnable pass = () -> ingress.forward(asked, streaming.reason(), streaming.detail());
    if (streaming.stored() == null || contentLength(streaming.fields()) > maxBytes) {
      reader.leave();
      pass.run();
      return;
    }
    StreamAnswer.onClientGone(request, reader::leave);
    reader.start(
        ingress.context(), new WholeFirst(reader, maxBytes, () -> cut(streaming, pass), pass));
  }

  private void cut(LookupReply.Streaming streaming, Runnable otherwise) {
    if (request.response().closed()) {
      return;
    }
    var entry = ingress.stored(asked);
    if (entry == null) {
      otherwise.run();
      return;
    }
    var status =
        CacheStatus.begin(entry.response().upstreamCacheStatus(), ingress.services().identifier())
            .forwarded(streaming.reason())
            .stored();
    if (streaming.collapsed()) {
      status.collapsed();
      ingress.services().counters().count(Event.COLLAPSED);
    }
    EntryAnswer.write(
        request,
        head,
        entry,
        XCache.MISS,
        ingress.explained(status.toString(), asked, entry.response()),
        System.currentTimeMillis());
  }

  /** 0 where the response does not say. */
  private static long contentLength(Fields fields) {
    String length = fields.get("content-length");
    try {
      return length == null ? 0 : Long.parseLong(length.trim());
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
