package io.sluice.gateway.verticle.ingress;

import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.gateway.caching.HopByHop;
import io.sluice.gateway.message.Interim;
import io.sluice.gateway.message.MultiMapFields;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.VertxConnection;
import java.util.Locale;

/**
 * Passes interim responses on to one client, until the head of its final one is written.
 *
 * <p>HTTP/1.0 knows none (RFC 9110 §15.2). Vert.x' server writes 100 and 103 and nothing else, so
 * that in HTTP/1.1 the others go to the connection directly, through the same queue, and in HTTP/2
 * they are dropped.
 */
final class ClientInterim implements Interim {
  private final Context context;
  private final HttpServerRequest request;

  /**
   * @param context the client's event loop
   */
  ClientInterim(Context context, HttpServerRequest request) {
    this.context = context;
    this.request = request;
  }

  @Override
  public void received(int status, MultiMap fields) {
    if (request.version() != HttpVersion.HTTP_1_0) {
      // The final response comes over the bus, which queues on the same event loop behind this.
      context.runOnContext(v -> write(status, fields));
    }
  }

  private void write(int status, MultiMap fields) {
    var response = request.response();
    if (response.headWritten() || response.ended() || response.closed()) {
      return;
    }
    switch (status) {
      case 100 -> response.writeContinue();
      case 103 -> response.writeEarlyHints(passed(fields));
      default -> {
        if (request.version() == HttpVersion.HTTP_1_1
            && request.connection() instanceof VertxConnection connection) {
          var interim =
              new DefaultFullHttpResponse(
                  io.netty.handler.codec.http.HttpVersion.HTTP_1_1,
                  HttpResponseStatus.valueOf(status));
          passed(fields).forEach((name, value) -> interim.headers().add(name, value));
          connection.writeToChannel(interim);
        }
      }
    }
  }

  /** A cookie in a hint may be meant for another of those who share the fetch. */
  private static MultiMap passed(MultiMap fields) {
    var hopByHop = HopByHop.of(new MultiMapFields(fields));
    var passed = MultiMap.caseInsensitiveMultiMap();
    fields.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!hopByHop.isRemoved(lower) && !lower.equals("set-cookie")) {
            passed.add(lower, value);
          }
        });
    return passed;
  }
}
