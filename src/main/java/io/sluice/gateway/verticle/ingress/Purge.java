package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.invalidation.Invalidation;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.verticle.dialect.PurgeOrder;
import io.sluice.gateway.verticle.dialect.PurgeRequests;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Requests of the data port to forget, in the words of other caches' clients: from permitted
 * addresses, or with a token. Everybody else learns no more than that the method is not allowed.
 */
final class Purge {
  private final Ingress ingress;
  private final PurgePermission permission;
  private final PurgeRequests requests;

  Purge(Ingress ingress) {
    this.ingress = ingress;
    this.requests = new PurgeRequests(ingress.services().tagFields());
    this.permission =
        new PurgePermission(
            ingress.services().purge(), ingress.services().http(), ingress.services().tokens());
  }

  void handle(HttpServerRequest request, RequestHead head) {
    String by = permission.holder(request);
    if (by == null) {
      refuse(
          request,
          Kind.METHOD_NOT_ALLOWED,
          head.method() + " is allowed from configured addresses, or with a token");
      return;
    }
    var order = order(request, head, by);
    if (order == null) {
      return;
    }
    ingress
        .invalidations()
        .submit(order, request.headers())
        .onComplete(
            receipt -> PurgeAnswer.write(request, head, receipt),
            cause -> refuse(request, Kind.OVERLOADED, "the invalidation could not be committed"));
  }

  private @Nullable Invalidation order(HttpServerRequest request, RequestHead head, String by) {
    try {
      PurgeOrder order = requests.read(head);
      if (order.ofTarget() && !ingress.servedHosts().include(head.target().authority())) {
        refuse(request, Kind.MISDIRECTED, Ingress.NOT_SERVED);
        return null;
      }
      return order.toInvalidation(ingress.services().invalidationTimeout(), by);
    } catch (IllegalArgumentException invalid) {
      refuse(request, Kind.INVALID_PURGE, String.valueOf(invalid.getMessage()));
      return null;
    }
  }

  private void refuse(HttpServerRequest request, Kind kind, String explanation) {
    ingress.failures().write(request, new GatewayFailure(kind, explanation), null);
  }
}
