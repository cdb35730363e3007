package io.sluice.gateway.adapter.web;

import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.Span;
import io.sluice.gateway.spi.Tracing;
import io.sluice.gateway.spi.UpstreamRequest;

/** What the span of an {@link Exchange} says: neither the query nor a field, but for the status. */
final class ExchangeSpan {
  private ExchangeSpan() {}

  static Span begin(UpstreamRequest request, Origin origin, String path) {
    if (request.trace() == Span.NONE) {
      return Span.NONE;
    }
    String method = Tracing.method(request.method().name());
    return request
        .trace()
        .call(method.equals(Tracing.OTHER_METHOD) ? "HTTP" : method)
        .set("http.request.method", method)
        .set("server.address", origin.host())
        .set("server.port", origin.port())
        .set("url.path", path);
  }

  static void answered(Span span, int status) {
    span.set("http.response.status_code", status);
    if (status >= 400) {
      span.fail(Integer.toString(status));
    }
  }

  static void failed(Span span, RuntimeException failure) {
    if (failure instanceof OriginFaultException fault) {
      span.fail(fault.failure().kind().detail());
    } else if (failure instanceof GatewayFailure other) {
      span.fail(other.kind().detail());
    }
  }
}
