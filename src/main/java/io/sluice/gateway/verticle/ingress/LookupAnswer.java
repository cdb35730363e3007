package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheStatus;
import io.sluice.gateway.caching.CacheStatus.XCache;
import io.sluice.gateway.caching.Preconditions;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.message.LookupReply;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.Traffic.Tier;
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
    asked.transaction().tier(tier(stored.source()));
    long nowMillis = System.currentTimeMillis();
    var entry = stored.entry();
    asked.transaction().tags(entry.response().tags());
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
    } else if (stored.source() == LookupReply.Source.L3) {
      status.detail("l3");
    }
    var form = asked.policy().isCompressed() ? ingress.entryCoding().find(head, entry) : null;
    int bytes =
        EntryAnswer.write(
            request,
            head,
            entry,
            form,
            EntryAnswer.head(
                word(stored), ingress.explained(status.toString(), asked, entry.response())),
            nowMillis);
    if (stored.reason() == null) {
      ingress.services().counters().add(Event.BYTES_SAVED, bytes);
    }
    if (stored.source() == LookupReply.Source.STALE_ON_ERROR) {
      ingress.services().counters().count(Event.STALE);
    }
  }

  private static Tier tier(LookupReply.Source source) {
    return switch (source) {
      case L1 -> Tier.L1;
      case L2 -> Tier.L2;
      case L3 -> Tier.L3;
      case REVALIDATED, STALE_ON_ERROR -> Tier.ORIGIN;
    };
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
      new WholeFirst(ingress, asked, streaming).start();
      return;
    }
    var status =
        CacheStatus.begin(
                streaming.fields().joined("cache-status"), ingress.services().identifier())
            .forwarded(streaming.reason());
    var stored = streaming.stored();
    if (stored != null) {
      asked.transaction().tags(stored.tags());
    }
    if (stored != null && streaming.detail() == null) {
      status.stored();
    }
    if (streaming.collapsed()) {
      status.collapsed();
      ingress.services().counters().count(Event.COLLAPSED);
    }
    if (streaming.detail() != null) {
      status.detail(streaming.detail());
    }
    int code = streaming.status();
    var form =
        ingress
            .streamCoding()
            .form(asked.policy(), head, code, streaming.fields(), streaming.collapsed());
    var fields = form.fields(streaming.fields());
    if (stored != null) {
      long nowMillis = System.currentTimeMillis();
      long age = stored.currentAgeSeconds(nowMillis);
      if (Preconditions.evaluate(head, stored, nowMillis)
          instanceof Preconditions.Outcome.NotModified notModified) {
        code = 304;
        fields = form.notModified(notModified.fields());
      }
      if (age > 0) {
        fields = fields.with("age", Long.toString(age));
      }
    }
    StreamAnswer.write(
        ingress,
        asked,
        code,
        fields,
        ingress.explained(status.toString(), asked, stored),
        // What another request has brought into the cache, as whoever waits for another node's has
        // it.
        streaming.collapsed() && stored != null ? XCache.HIT : XCache.MISS,
        reader,
        form);
  }
}
