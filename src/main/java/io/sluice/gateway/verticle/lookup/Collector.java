package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.StoreDecision;
import io.sluice.gateway.invalidation.FetchToken;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.BodyStream;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.LookupReply;
import io.sluice.gateway.message.Settled.Outcome;
import io.sluice.gateway.spi.Counters.Event;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Watches a body that is to be stored until it is whole, too large, or broken; and answers those
 * who wait to hear from it by which tags the response can be invalidated.
 */
final class Collector implements BodyStream.Observer {
  private final Sharing sharing;
  private final Flight flight;
  private final ResponseHead head;
  private final Flight.Joinable arriving;
  private final boolean tagsAwaitBody;
  private boolean done;

  Collector(
      Sharing sharing,
      Flight flight,
      ResponseHead head,
      Flight.Joinable arriving,
      boolean tagsAwaitBody) {
    this.sharing = sharing;
    this.flight = flight;
    this.head = head;
    this.arriving = arriving;
    this.tagsAwaitBody = tagsAwaitBody;
  }

  @Override
  public void appended(long totalBytes) {
    if (!done && totalBytes > flight.template().limits().maxObjectBytes()) {
      done = true;
      unstorable("hit-for-miss");
      end(waiter -> waiter.answer(new LookupReply.Pass(waiter.reason(), "too-large")));
      arriving.body().release();
    }
  }

  @Override
  public void ended(boolean complete) {
    if (done) {
      return;
    }
    done = true;
    if (!complete) {
      sharing.claims.settle(flight, Outcome.FAILED);
      end(waiter -> sharing.lookups.answerFailure(waiter, brokenOff()));
    } else if (sharing.validity.checkTable(arriving.stamp()) == Verdict.INVALID) {
      sharing.claims.settle(flight, Outcome.FAILED);
      end(sharing.lookups::readmit);
    } else {
      whole(arriving.body().whole());
    }
  }

  private void whole(Buffer whole) {
    if (whole.length() == head.contentLength() && !tagsAwaitBody) {
      write(new CacheEntry(flight.key(), arriving.response(), whole, arriving.stamp()));
      end(sharing.lookups::readmit);
      return;
    }
    // The rules were asked without knowing the length, or what the body says.
    var template = flight.template();
    var decision = template.policy().decide(template.request(), head, whole);
    if (decision instanceof StoreDecision.DoNotStore refused) {
      unstorable(tagsAwaitBody ? refused.reason() : "hit-for-miss");
      end(waiter -> waiter.answer(new LookupReply.Pass(waiter.reason(), refused.reason())));
    } else if (decision instanceof StoreDecision.Store store) {
      stored(store, whole);
    }
  }

  private void stored(StoreDecision.Store store, Buffer whole) {
    var token = new FetchToken(arriving.stamp().generation(), arriving.stamp().sequence());
    var stamp = EntryWriter.stamp(flight.key(), store.response(), token);
    if (sharing.validity.checkTable(stamp) == Verdict.INVALID) {
      sharing.claims.settle(flight, Outcome.FAILED);
      end(sharing.lookups::readmit);
      return;
    }
    write(new CacheEntry(flight.key(), store.response(), whole, stamp));
    var known = new Flight.Joinable(store.response(), stamp, arriving.body());
    end(
        waiter -> {
          if (store.response().vary().matches(waiter.lookup().request().fields())) {
            Sharing.handOut(known, waiter);
          } else {
            sharing.lookups.readmit(waiter);
          }
        });
  }

  private void write(CacheEntry entry) {
    sharing
        .writer
        .write(entry)
        .onSuccess(shared -> sharing.claims.settle(flight, Sharing.outcome(shared)));
  }

  private void unstorable(String why) {
    sharing.counters.count(Event.NOT_STORED);
    sharing.claims.settle(flight, Outcome.UNSTORABLE);
    sharing.hitForMiss.mark(flight.key(), System.nanoTime(), why);
  }

  /** Ends the flight, and with it the wait of those who await the tags. */
  private void end(Consumer<Waiter> answer) {
    List<Waiter> waiters = flight.takeWaiters();
    sharing.lookups.end(flight);
    waiters.forEach(answer);
  }

  private static GatewayFailure brokenOff() {
    return new GatewayFailure(GatewayFailure.Kind.BAD_GATEWAY, "the origin's answer broke off");
  }
}
