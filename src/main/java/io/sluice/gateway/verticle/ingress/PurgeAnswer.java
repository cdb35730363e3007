package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.invalidation.Change;
import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.message.ReceiptJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/**
 * The receipt of a purge, in the form that its sender expects. How many entries went nobody knows:
 * none of them was looked for. What is counted is keys.
 */
final class PurgeAnswer {
  private PurgeAnswer() {}

  static void write(HttpServerRequest request, RequestHead head, Receipt receipt) {
    boolean committed = receipt.committed();
    if (RequestChecks.isBodyPending(request)) {
      Closing.afterResponse(request);
    }
    var response =
        request
            .response()
            .setStatusCode(ReceiptJson.status(receipt))
            .putHeader("x-sluice-receipt", receipt.id());
    if (committed && head.method().equals("PURGEKEYS")) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=us-ascii");
      response.end(keys(receipt));
      return;
    }
    boolean fastly =
        head.fields().contains("fastly-key") || head.fields().contains("fastly-soft-purge");
    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    response.end(
        (committed && fastly
                ? new JsonObject().put("status", "ok").put("id", receipt.id())
                : ReceiptJson.of(receipt))
            .toBuffer());
  }

  private static Buffer keys(Receipt receipt) {
    int keys = receipt.tags().size();
    boolean hard = receipt.mode() == Change.Mode.HARD;
    return Buffer.buffer(
        "Purged " + (hard ? keys : 0) + " keys, expired " + (hard ? 0 : keys) + " keys\n");
  }
}
