package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.HopByHop;
import io.sluice.gateway.message.Interim;
import io.sluice.gateway.message.MultiMapFields;
import io.sluice.gateway.spi.InterimWriter;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;

/**
 * Passes interim responses on to one client, until the head of its final one is written.
 *
 * <p>HTTP/1.0 knows none (RFC 9110 §15.2). Vert.x' server writes 100 and 103 and nothing else: the
 * others go through a port.
 */
final class ClientInterim implements Interim {
  private final Context context;
  private final HttpServerRequest request;
  private final InterimWriter writer;

  /**
   * @param context the client's event loop
   */
  ClientInterim(Context context, HttpServerRequest request, InterimWriter writer) {
    this.context = context;
    this.request = request;
    this.writer = writer;
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
      default -> writer.write(request, status, passed(fields));
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
