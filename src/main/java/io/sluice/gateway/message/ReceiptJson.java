package io.sluice.gateway.message;

import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.invalidation.Receipt.CommitState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** A receipt as the control API, the purge dialects and the bus show it. */
public final class ReceiptJson {
  private ReceiptJson() {}

  public static JsonObject of(Receipt receipt) {
    var nodes = new JsonArray();
    for (var node : receipt.nodes()) {
      var json = new JsonObject().put("node", node.node()).put("state", lower(node.state().name()));
      node.via().ifPresent(via -> json.put("via", lower(via.name())));
      nodes.add(json.put("millis", node.millis()));
    }
    var json =
        new JsonObject()
            .put("id", receipt.id())
            .put("sequence", receipt.sequence())
            .put("committed", receipt.committed())
            .put("complete", receipt.complete())
            .put("mode", lower(receipt.mode().name()))
            .put("submitted", receipt.submitted().toString())
            .put("by", receipt.by())
            .put("tags", new JsonArray(receipt.tags()))
            .put("nodes", nodes);
    receipt.toCommit().ifPresent(time -> json.put("commitMillis", time.toMillis()));
    receipt.toComplete().ifPresent(time -> json.put("completeMillis", time.toMillis()));
    receipt.detail().ifPresent(detail -> json.put("detail", detail));
    return json;
  }

  /**
   * The status that answers an invalidation: 200 when it is complete, 202 while nodes are pending,
   * 503 when it was refused, 504 when nobody knows whether it was committed.
   */
  public static int status(Receipt receipt) {
    if (receipt.commit() == CommitState.REFUSED) {
      return 503;
    }
    if (!receipt.committed()) {
      return 504;
    }
    return receipt.complete() ? 200 : 202;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
