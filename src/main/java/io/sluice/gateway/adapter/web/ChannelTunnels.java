package io.sluice.gateway.adapter.web;

import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.sluice.gateway.spi.TunnelEnd;
import io.sluice.gateway.spi.Tunnels;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.VertxConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes tunnels of Vert.x' connections, below its API: {@code toNetSocket} loses what has reached
 * the decoder behind the request, hears nothing of half-closed connections, and copies every byte.
 */
public final class ChannelTunnels implements Tunnels {
  private static final String DECODER = "httpDecoder";
  private static final String ENCODER = "httpEncoder";
  private static final String FILES = "chunkedWriter";

  @Override
  public ClientEnd take(HttpServerRequest request, Runnable whenEarly) {
    var connection = (VertxConnection) request.connection();
    return new Client(
        connection, TunnelSide.refusing(connection.channelHandlerContext(), DECODER, whenEarly));
  }

  private static final class Client implements ClientEnd {
    private final VertxConnection connection;
    private final TunnelSide side;
    private @Nullable Tunnel tunnel;

    private Client(VertxConnection connection, TunnelSide side) {
      this.connection = connection;
      this.side = side;
    }

    @Override
    public void join(MultiMap fields, TunnelEnd origin, Duration idle, Runnable whenClosed) {
      var joined = new Tunnel(side, (TunnelSide) origin, idle, whenClosed);
      tunnel = joined;
      var head =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
      fields.forEach((name, value) -> head.headers().add(name, value));
      ChannelPromise written = side.channel().newPromise();
      written.addListener(
          done -> {
            if (done.isSuccess()) {
              side.removeHandlers(ENCODER, FILES);
              joined.open();
            } else {
              joined.abort();
            }
          });
      // Through the connection's queue: an answer before this one may still be in it.
      connection.writeToChannel(head, true, written);
    }

    @Override
    public void close() {
      if (tunnel != null) {
        tunnel.close();
      }
    }
  }
}
