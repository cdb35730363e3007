package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.PurgeTarget;
import io.sluice.gateway.caching.Text;
import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.invalidation.Invalidation;
import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.LocalMessages;
import io.sluice.gateway.message.OrderJson;
import io.sluice.gateway.message.ReceiptJson;
import io.sluice.gateway.message.ReceiptQuery;
import io.sluice.gateway.message.ReceiptWire;
import io.sluice.gateway.message.WireForm;
import io.sluice.gateway.spi.BusCounts.Purpose;
import io.sluice.gateway.verticle.InvalidationClient;
import io.sluice.gateway.verticle.PeerBus;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** {@code /cache/invalidations}: orders and their receipts. */
final class InvalidationRoutes {
  private static final DeliveryOptions LOCAL = LocalMessages.options(Duration.ofSeconds(5));

  private final Vertx vertx;
  private final PeerBus bus;
  private final InvalidationClient invalidations;
  private final EntryRoutes entries;

  InvalidationRoutes(Vertx vertx, PeerBus bus, EntryRoutes entries) {
    this.bus = bus;
    this.entries = entries;
    this.vertx = vertx;
    this.invalidations = new InvalidationClient(vertx);
  }

  void mount(Router router, Access access) {
    router
        .post("/cache/invalidations")
        .handler(access.requires(Scope.PURGE))
        .handler(this::invalidate);
    router.get("/cache/invalidations").handler(access.requires(Scope.READ)).handler(this::list);
    // An id contains the node's name, whatever characters that has.
    router
        .getWithRegex("/cache/invalidations/(?<id>.+)")
        .setName("/cache/invalidations/{id}")
        .handler(access.requires(Scope.READ))
        .handler(this::receipt);
  }

  private void invalidate(RoutingContext context) {
    Invalidation order;
    try {
      Audit.asked(context, context.body().buffer());
      var json = StrictJson.object(context.body().buffer());
      var timeout = AdminTerms.of(context).invalidationTimeout();
      order = OrderJson.parse(json, timeout, Access.caller(context));
      if (OrderJson.isDryRun(json)) {
        entries.preview(context, order.tags());
        return;
      }
    } catch (OrderJson.TooLargeException tooLarge) {
      Problems.write(context, 413, String.valueOf(tooLarge.getMessage()));
      return;
    } catch (IllegalArgumentException invalid) {
      Problems.write(context, 400, String.valueOf(invalid.getMessage()));
      return;
    }
    invalidations
        .submit(order, context.request().headers())
        .onComplete(
            receipt -> answer(context, receipt),
            cause -> Problems.write(context, 503, "the invalidation verticle does not answer"));
  }

  private static void answer(RoutingContext context, Receipt receipt) {
    int status = ReceiptJson.status(receipt);
    Audit.receipt(context, receipt.id());
    if (!receipt.committed()) {
      Problems.write(context, status, uncommitted(receipt));
      return;
    }
    var response = context.response().setStatusCode(status);
    if (status == 202) {
      response.putHeader("location", "/cache/invalidations/" + receipt.id());
    }
    context.json(ReceiptJson.of(receipt));
  }

  /** Why nothing has been promised. */
  static String uncommitted(Receipt receipt) {
    return receipt.commit() == Receipt.CommitState.REFUSED
        ? "not committed: "
            + receipt.detail().orElse("Redis did not take it; it cannot be reached, or is full")
        : "it is not known whether it was committed; repeating it does no harm";
  }

  private void receipt(RoutingContext context) {
    String id = context.pathParam("id");
    vertx
        .eventBus()
        .<List<Receipt>>request(
            Addresses.INVALIDATION_RECEIPTS, new ReceiptQuery(id, Instant.EPOCH, null), LOCAL)
        .onComplete(
            reply -> {
              var found = reply.body();
              if (found.isEmpty()) {
                remoteReceipt(context, id);
              } else {
                context.json(ReceiptJson.of(found.get(0)));
              }
            },
            cause -> Problems.write(context, 503, "the invalidation verticle does not answer"));
  }

  /** An id begins with the incarnation that gave the receipt: ask that node. */
  private void remoteReceipt(RoutingContext context, String id) {
    int dash = id.lastIndexOf('-');
    if (dash <= 0) {
      unknown(context);
      return;
    }
    bus.request(
            Purpose.RECEIPT,
            Addresses.invalidationReceipt(id.substring(0, dash)),
            ReceiptWire.encode(id))
        .map(reply -> ReceiptWire.receipt(WireForm.of(reply)))
        .onComplete(
            found -> found.ifPresentOrElse(context::json, () -> unknown(context)),
            cause -> unknown(context));
  }

  private static void unknown(RoutingContext context) {
    Problems.write(
        context, 404, "no such receipt; they are kept for an hour, by the node that gave them");
  }

  private void list(RoutingContext context) {
    var since = context.queryParam("since");
    var tag = context.queryParam("tag");
    Instant from;
    String typed;
    try {
      from = since.isEmpty() ? Instant.EPOCH : Instant.parse(since.get(0));
      typed = tag.isEmpty() ? null : PurgeTarget.tag(tag.get(0));
    } catch (DateTimeParseException invalid) {
      Problems.write(
          context,
          400,
          "since: "
              + Text.printable(since.get(0))
              + " (expected: an instant as 2026-01-31T12:00:00Z)");
      return;
    } catch (InvalidTargetException invalid) {
      Problems.write(context, 400, invalid.detail());
      return;
    }
    vertx
        .eventBus()
        .<List<Receipt>>request(
            Addresses.INVALIDATION_RECEIPTS, new ReceiptQuery(null, from, typed), LOCAL)
        .onComplete(
            reply -> {
              var receipts = new JsonArray();
              reply.body().forEach(receipt -> receipts.add(ReceiptJson.of(receipt)));
              context.json(new JsonObject().put("invalidations", receipts));
            },
            cause -> Problems.write(context, 503, "the invalidation verticle does not answer"));
  }
}
