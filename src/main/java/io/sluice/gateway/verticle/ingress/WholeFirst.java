package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheStatus;
import io.sluice.gateway.caching.CacheStatus.XCache;
import io.sluice.gateway.message.BodySink;
import io.sluice.gateway.message.LookupReply;
import io.sluice.gateway.spi.Counters.Event;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Answers a request for a part while the whole is on its way: lets it pass into the store, and cuts
 * the part from there. Keeps nothing itself.
 */
final class WholeFirst implements BodySink {
  private final Ingress ingress;
  private final IngressRequest asked;
  private final LookupReply.Streaming whole;
  private final long maxBytes;
  private long bytes;
  private boolean passed;

  WholeFirst(Ingress ingress, IngressRequest asked, LookupReply.Streaming whole) {
    this.ingress = ingress;
    this.asked = asked;
    this.whole = whole;
    this.maxBytes = asked.policy().wholeForRangeBytes();
  }

  void start() {
    if (whole.stored() == null || RequestChecks.declaresMoreThan(contentLength(), maxBytes)) {
      pass();
      return;
    }
    StreamAnswer.onClientGone(asked, whole.reader()::leave);
    whole.reader().start(ingress.context(), this);
  }

  private String contentLength() {
    String length = whole.fields().get("content-length");
    return length == null ? "0" : length;
  }

  private HttpServerRequest request() {
    return asked.request();
  }

  @Override
  public boolean write(Buffer chunk, Runnable whenWritable) {
    bytes += chunk.length();
    if (bytes > maxBytes) {
      pass();
    }
    return true;
  }

  @Override
  public void fail(Throwable cause) {
    pass();
  }

  /** The whole is too long, not to be stored, or broken: the part is for the origin to cut. */
  private void pass() {
    if (!passed) {
      passed = true;
      whole.reader().leave();
      if (!request().response().closed()) {
        ingress.forward(asked, whole.reason(), whole.detail());
      }
    }
  }

  @Override
  public void end(MultiMap trailers) {
    var entry = ingress.stored(asked);
    if (entry == null || !entry.response().equals(whole.stored())) {
      // Nothing was stored, or memory has another response by now: older, or another client's.
      pass();
      return;
    }
    if (request().response().closed()) {
      return;
    }
    var status =
        CacheStatus.begin(entry.response().upstreamCacheStatus(), ingress.services().identifier())
            .forwarded(whole.reason())
            .stored();
    if (whole.collapsed()) {
      status.collapsed();
      ingress.services().counters().count(Event.COLLAPSED);
    }
    var form =
        asked.policy().isCompressed() ? ingress.entryCoding().find(asked.head(), entry) : null;
    EntryAnswer.write(
        request(),
        asked.head(),
        entry,
        form,
        EntryAnswer.head(
            XCache.MISS, ingress.explained(status.toString(), asked, entry.response())),
        System.currentTimeMillis());
  }
}
