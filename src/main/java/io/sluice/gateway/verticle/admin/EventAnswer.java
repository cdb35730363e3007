package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.message.ReceiptJson;
import io.sluice.gateway.spi.EventCounts.Result;
import io.sluice.gateway.verticle.event.EventIntake.Taken;
import io.sluice.gateway.verticle.event.EventOutcome;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** What the sender of events is told: the status is that of the worst of them. */
final class EventAnswer {
  private EventAnswer() {}

  static void write(RoutingContext context, Taken taken) {
    taken.receipts().forEach(receipt -> Audit.receipt(context, receipt.id()));
    for (var receipt : taken.receipts()) {
      if (!receipt.committed()) {
        Problems.write(
            context, ReceiptJson.status(receipt), InvalidationRoutes.uncommitted(receipt));
        return;
      }
    }
    var events = new JsonArray();
    taken.outcomes().forEach(outcome -> events.add(json(outcome)));
    var receipts = new JsonArray();
    taken.receipts().forEach(receipt -> receipts.add(ReceiptJson.of(receipt)));
    var body = new JsonObject().put("events", events).put("receipts", receipts);
    var dead =
        taken.outcomes().stream().filter(outcome -> outcome.result() == Result.DEAD).toList();
    if (!dead.isEmpty()) {
      Problems.write(context, 422, detail(dead.size(), dead.get(0).detail()), body);
      return;
    }
    boolean pending = taken.receipts().stream().anyMatch(receipt -> !receipt.complete());
    context.response().setStatusCode(pending ? 202 : 200);
    if (pending && taken.receipts().size() == 1) {
      context
          .response()
          .putHeader(HttpHeaders.LOCATION, "/cache/invalidations/" + taken.receipts().get(0).id());
    }
    context.json(body);
  }

  private static String detail(int dead, String first) {
    return dead == 1 ? first : dead + " events, the first: " + first;
  }

  private static JsonObject json(EventOutcome outcome) {
    var event = outcome.event();
    var json =
        new JsonObject()
            .put("id", event.id())
            .put("source", event.source())
            .put("type", event.type())
            .put("result", outcome.result().name().toLowerCase(Locale.ROOT));
    if (outcome.result() == Result.DEAD) {
      return json.put("detail", outcome.detail());
    }
    return json.put("mappings", new JsonArray(outcome.mappings()))
        .put("tags", new JsonArray(outcome.tags()))
        .put("receipts", new JsonArray(outcome.receipts()));
  }
}
