package io.sluice.gateway.verticle.port;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands where the data port's connections are accepted, before anything is read or parsed: one too
 * many is closed here, without a word, which costs next to nothing. A connection that passes has
 * {@code http.header-timeout} for all that comes before its first request: PROXY header, TLS
 * handshake, and a whole head.
 *
 * <p>Beneath Vert.x' public API, which shows connections only from their first request on.
 */
@Sharable
public final class ConnectionGate extends ChannelInboundHandlerAdapter {
  private final Connections connections;
  private volatile Duration headerTimeout;
  private final boolean proxied;
  private final Runnable onTimeout;
  private final AtomicInteger port;

  /**
   * @param headerTimeout zero = no limit
   * @param proxied whether the peer is a balancer that will name the client
   * @param onTimeout called for each connection whose time is up
   * @param port of the data port; 0 until it is bound. All servers of the node have this gate.
   */
  public ConnectionGate(
      Connections connections,
      Duration headerTimeout,
      boolean proxied,
      Runnable onTimeout,
      AtomicInteger port) {
    this.connections = connections;
    this.headerTimeout = headerTimeout;
    this.proxied = proxied;
    this.onTimeout = onTimeout;
    this.port = port;
  }

  /** For connections that are accepted from now on; zero = no limit. */
  public void headerTimeout(Duration timeout) {
    headerTimeout = timeout;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof Channel accepted && isDataPort(ctx.channel().localAddress())) {
      if (!admit(accepted)) {
        accepted.unsafe().closeForcibly();
        return;
      }
      var timeout = headerTimeout;
      if (!timeout.isZero()) {
        accepted.pipeline().addFirst(Arrival.NAME, new Arrival(timeout, onTimeout));
      }
    }
    ctx.fireChannelRead(msg);
  }

  private boolean isDataPort(SocketAddress local) {
    return local instanceof InetSocketAddress inet && inet.getPort() == port.get();
  }

  private boolean admit(Channel accepted) {
    if (!connections.enter()) {
      return false;
    }
    if (!proxied) {
      var leaving = connections.enter(address(accepted.remoteAddress()));
      if (leaving == null) {
        connections.leave();
        return false;
      }
      accepted.closeFuture().addListener(closed -> leaving.run());
    }
    accepted.closeFuture().addListener(closed -> connections.leave());
    return true;
  }

  private static @Nullable InetAddress address(@Nullable SocketAddress remote) {
    return remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
  }
}
