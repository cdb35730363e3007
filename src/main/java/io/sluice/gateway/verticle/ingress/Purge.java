package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.Tags;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.message.ReceiptJson;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * {@code PURGE <url>} on the data port: the URL with all its variants and queries, on every node.
 */
final class Purge {
  private final Ingress ingress;

  Purge(Ingress ingress) {
    this.ingress = ingress;
  }

  void handle(HttpServerRequest request, RequestHead head) {
    var services = ingress.services();
    if (!OriginFields.isWithin(request, services.purge().allowed())) {
      ingress
          .failures()
          .write(
              request,
              new GatewayFailure(
                  Kind.METHOD_NOT_ALLOWED, "PURGE is allowed from configured addresses only"),
              null);
      return;
    }
    ingress
        .invalidations()
        .submit(
            List.of(Tags.uri(head.target())),
            services.invalidationTimeout(),
            false,
            "purge from " + request.remoteAddress().hostAddress())
        .onComplete(
            receipt ->
                request
                    .response()
                    .setStatusCode(ReceiptJson.status(receipt))
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(ReceiptJson.of(receipt).toBuffer()),
            cause ->
                ingress
                    .failures()
                    .write(
                        request,
                        new GatewayFailure(
                            Kind.OVERLOADED, "the invalidation could not be committed"),
                        null));
  }
}
