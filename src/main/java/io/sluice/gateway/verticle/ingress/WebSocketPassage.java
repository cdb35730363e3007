package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheStatus;
import io.sluice.gateway.caching.CacheStatus.XCache;
import io.sluice.gateway.caching.ForwardReason;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.message.Cancellation;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.message.MultiMapFields;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.TunnelEnd;
import io.sluice.gateway.spi.Tunnels.ClientEnd;
import io.sluice.gateway.spi.UpstreamRequest;
import io.sluice.gateway.spi.UpstreamResponse;
import io.sluice.gateway.verticle.PassedFields;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Passes a WebSocket's opening handshake to its origin and, if that agrees, joins the connections.
 *
 * <p>From the handshake on, the client's connection carries no other request: what follows is the
 * WebSocket's, or after a refusal nobody's. So nothing that a client sends behind a handshake is
 * ever read as a request, neither here nor, before it has agreed, by the origin.
 */
final class WebSocketPassage {
  private final Ingress ingress;
  private final IngressRequest asked;
  private final HttpServerRequest request;
  private final Cancellation cancellation = new Cancellation();
  private @Nullable ClientEnd client;

  /**
   * @param asked has passed {@link WebSocketRequest#check}
   */
  WebSocketPassage(Ingress ingress, IngressRequest asked) {
    this.ingress = ingress;
    this.asked = asked;
    this.request = asked.request();
  }

  void send() {
    var services = ingress.services();
    if (ingress.drain().isBegun()) {
      fail(new GatewayFailure(Kind.OVERLOADED, "this gateway is shutting down"));
      return;
    }
    if (!services.openTunnels().tryOpen()) {
      fail(new GatewayFailure(Kind.TOO_MANY_TUNNELS, "this gateway passes on no more of them"));
      return;
    }
    StreamAnswer.onClientGone(asked, cancellation::cancel);
    client = services.tunnels().take(request, this::spokeTooEarly);
    if (cancellation.isCancelled()) {
      services.openTunnels().closed();
      return;
    }
    var head = asked.head();
    var fields = ingress.originFields().of(request, head, asked.policy(), false);
    upgradeTo(fields);
    ingress
        .fetchClient()
        .fetch(
            new UpstreamRequest(
                asked.policy().pool(),
                HttpMethod.GET,
                head.target().originForm(),
                head.target().authority(),
                fields,
                null,
                ingress.interim(request),
                cancellation,
                asked.transaction().span(),
                request.getHeader(WebSocketRequest.KEY).trim()))
        .onComplete(this::answered, cause -> refused((GatewayFailure) cause));
  }

  private static void upgradeTo(MultiMap fields) {
    fields.set(HttpHeaders.CONNECTION, "Upgrade").set(HttpHeaders.UPGRADE, "websocket");
  }

  private void spokeTooEarly() {
    cancellation.cancel();
    fail(RequestChecks.bad("a WebSocket's client waits for the answer before it sends"));
  }

  private void answered(UpstreamResponse response) {
    var tunnel = response.tunnel();
    if (tunnel == null) {
      ingress.services().openTunnels().closed();
      pass(response);
    } else if (request.response().closed() || request.response().ended()) {
      tunnel.close();
      ingress.services().openTunnels().closed();
    } else if (ingress.drain().isBegun()) {
      tunnel.close();
      refused(new GatewayFailure(Kind.OVERLOADED, "this gateway is shutting down"));
    } else if (!tunnel.isOpen()) {
      refused(new GatewayFailure(Kind.BAD_GATEWAY, "the origin closed the connection"));
    } else {
      join(response, tunnel);
    }
  }

  private void join(UpstreamResponse response, TunnelEnd origin) {
    var own = client;
    if (own == null) {
      throw new IllegalStateException("asked before the client's connection was taken");
    }
    cancellation.settle();
    var services = ingress.services();
    services.counters().count(Event.TUNNEL);
    asked.transaction().becameTunnel();
    var fields = MultiMap.caseInsensitiveMultiMap();
    PassedFields.of(head(response), asked.policy()).forEach(fields::add);
    fields.remove(HttpHeaders.CONTENT_LENGTH);
    upgradeTo(fields);
    fields.set(EntryAnswer.CACHE_STATUS, cacheStatus(response));
    fields.set(EntryAnswer.X_CACHE, XCache.BYPASS.name());
    Runnable end = own::close;
    ingress.drain().endless(end);
    own.join(
        fields,
        origin,
        services.http().streamIdleTimeout(),
        () -> {
          ingress.drain().ended(end);
          services.openTunnels().closed();
        });
  }

  /** Another answer than 101: an ordinary one. */
  private void pass(UpstreamResponse response) {
    var reader = response.body().reserve();
    response.body().release();
    if (!request.response().ended() && !request.response().closed()) {
      Closing.afterResponse(request);
    }
    StreamAnswer.write(
        ingress,
        asked,
        response.status(),
        PassedFields.of(head(response), asked.policy()),
        cacheStatus(response),
        XCache.BYPASS,
        reader,
        StreamForm.ONLY);
  }

  private static ResponseHead head(UpstreamResponse response) {
    return new ResponseHead(
        response.status(),
        new MultiMapFields(response.fields()),
        response.requestTimeMillis(),
        response.responseTimeMillis());
  }

  private String cacheStatus(UpstreamResponse response) {
    return CacheStatus.begin(
            new MultiMapFields(response.fields()).joined("cache-status"),
            ingress.services().identifier())
        .forwarded(ForwardReason.BYPASS)
        .toString();
  }

  private void refused(GatewayFailure failure) {
    ingress.services().openTunnels().closed();
    fail(failure);
  }

  private void fail(GatewayFailure failure) {
    ingress.failures().writeLast(request, failure, ForwardReason.BYPASS);
  }
}
