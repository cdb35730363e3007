package io.sluice.gateway.bootstrap;

import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.HttpConfig;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.verticle.port.ConnectionGate;
import io.sluice.gateway.verticle.port.Connections;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What has to be there before Vert.x is, since it guards the sockets that Vert.x opens.
 *
 * @param port of the data port; 0 until it is bound
 */
record DataPortGate(
    ConnectionGate handler, Connections connections, Counters counters, AtomicInteger port) {

  static DataPortGate of(GatewayConfig config) {
    var http = config.http();
    var counters = new Counters();
    var connections = new Connections(http, counters);
    var port = new AtomicInteger();
    var handler =
        new ConnectionGate(
            connections,
            http.limits().headerTimeout(),
            http.proxyProtocol(),
            () -> counters.count(Event.HEADER_TIMEOUT),
            port);
    return new DataPortGate(handler, connections, counters, port);
  }

  /** From now on these limits hold. */
  void limits(HttpConfig http) {
    connections.limits(http);
    handler.headerTimeout(http.limits().headerTimeout());
  }
}
