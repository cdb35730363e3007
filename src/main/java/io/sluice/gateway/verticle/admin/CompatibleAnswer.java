package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.invalidation.Change;
import io.sluice.gateway.invalidation.Invalidation;
import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.message.OrderJson;
import io.sluice.gateway.message.ReceiptJson;
import io.sluice.gateway.verticle.InvalidationClient;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Carries out orders in another's API and answers in its form; the receipt's id is in a field. */
abstract class CompatibleAnswer {
  private final InvalidationClient invalidations;

  CompatibleAnswer(InvalidationClient invalidations) {
    this.invalidations = invalidations;
  }

  /** What an API answers to an order that was committed. */
  interface Success {
    JsonObject of(Receipt receipt);
  }

  /** What one reads from a request. */
  interface Reader {
    /**
     * @throws IllegalArgumentException with a sentence that names the fault and what is allowed
     */
    Order read();
  }

  /** Typed tags, and how far they are invalidated. */
  record Order(List<String> tags, Change.Mode mode, Success success) {}

  /** An error in the API's form. */
  abstract JsonObject error(int status, String detail);

  void carryOut(RoutingContext context, Reader reader) {
    Order order;
    Invalidation invalidation;
    try {
      Audit.asked(context, context.body().buffer());
      order = reader.read();
      if (order.tags().size() > Invalidation.MAX_TAGS) {
        throw new OrderJson.TooLargeException(order.tags().size());
      }
      invalidation =
          new Invalidation(
              order.tags(),
              order.mode(),
              Invalidation.Wait.CLUSTER,
              AdminTerms.of(context).invalidationTimeout(),
              false,
              Access.caller(context));
    } catch (OrderJson.TooLargeException tooLarge) {
      fail(context, 413, String.valueOf(tooLarge.getMessage()));
      return;
    } catch (IllegalArgumentException invalid) {
      fail(context, 400, String.valueOf(invalid.getMessage()));
      return;
    }
    invalidations
        .submit(invalidation, context.request().headers())
        .onComplete(
            receipt -> answer(context, receipt, order.success()),
            cause -> fail(context, 503, "the invalidation verticle does not answer"));
  }

  private void answer(RoutingContext context, Receipt receipt, Success success) {
    int status = ReceiptJson.status(receipt);
    Audit.receipt(context, receipt.id());
    context.response().putHeader("x-sluice-receipt", receipt.id());
    if (!receipt.committed()) {
      fail(
          context,
          status,
          status == 503
              ? "not committed: Redis did not take it"
              : "it is not known whether it was committed; repeating it does no harm");
      return;
    }
    if (status == 202) {
      context.response().putHeader("location", "/cache/invalidations/" + receipt.id());
    }
    context.response().setStatusCode(status);
    context.json(success.of(receipt));
  }

  private void fail(RoutingContext context, int status, String detail) {
    context.response().setStatusCode(status);
    context.json(error(status, detail));
  }
}
