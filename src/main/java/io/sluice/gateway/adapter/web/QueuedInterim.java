package io.sluice.gateway.adapter.web;

import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.gateway.spi.InterimWriter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.VertxConnection;

/**
 * Writes interim responses to clients of HTTP/1.1 through the connection's own queue, so that they
 * keep their place between the responses before and after them.
 */
public final class QueuedInterim implements InterimWriter {
  @Override
  public void write(HttpServerRequest request, int status, MultiMap fields) {
    if (request.version() == HttpVersion.HTTP_1_1
        && request.connection() instanceof VertxConnection connection) {
      var interim =
          new DefaultFullHttpResponse(
              io.netty.handler.codec.http.HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
      fields.forEach((name, value) -> interim.headers().add(name, value));
      connection.writeToChannel(interim);
    }
  }
}
