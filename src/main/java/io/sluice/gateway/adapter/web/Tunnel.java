package io.sluice.gateway.adapter.web;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Two connections of one event loop, of which each gets what the other sends.
 *
 * <p>Back-pressure: a side is read only while the other takes what it is written. When one side
 * sends its last byte the other is told, and may go on sending for {@link #LINGER}; when one closes
 * or breaks, the other is closed behind what was written to it.
 */
final class Tunnel {
  /** Long enough for a closing handshake on a slow line, short for who has forgotten to close. */
  private static final Duration LINGER = Duration.ofSeconds(30);

  private final TunnelSide client;
  private final TunnelSide origin;
  private final Runnable whenClosed;
  private int connections = 2;
  private boolean open;
  private @Nullable TunnelSide ended;
  private @Nullable ScheduledFuture<?> linger;

  /** Takes both sides, which are open; nothing is written to the client before {@link #open}. */
  Tunnel(TunnelSide client, TunnelSide origin, Duration idle, Runnable whenClosed) {
    this.client = client;
    this.origin = origin;
    this.whenClosed = whenClosed;
    origin.read(false);
    origin.joined(this, 0);
    // All bytes of either direction pass here: one limit is enough.
    client.joined(this, idle.toMillis());
  }

  /** The client has been written its 101. */
  void open() {
    open = true;
    for (ByteBuf bytes; (bytes = origin.held().poll()) != null; ) {
      client.write(bytes);
    }
    client.flush();
    client.read(true);
    origin.read(client.channel().isWritable());
  }

  private TunnelSide other(TunnelSide side) {
    return side == client ? origin : client;
  }

  /** Whether what comes from this side can be written to the other. */
  boolean carries(TunnelSide from) {
    return open || from == client;
  }

  void received(TunnelSide from, ByteBuf bytes) {
    var to = other(from);
    to.write(bytes);
    if (!to.channel().isWritable()) {
      from.read(false);
    }
  }

  void receivedAll(TunnelSide from) {
    if (carries(from)) {
      other(from).flush();
    }
  }

  void writable(TunnelSide to) {
    if (open) {
      other(to).read(true);
    }
  }

  void inputEnded(TunnelSide from) {
    if (ended == from) {
      return;
    }
    if (ended != null) {
      close();
      return;
    }
    ended = from;
    linger();
    other(from).endOutput(this::close);
  }

  void closed(TunnelSide side) {
    connections--;
    if (connections > 0) {
      linger();
      // What it still sends has nobody to go to.
      other(side).read(false);
      other(side).close();
    } else {
      if (linger != null) {
        linger.cancel(false);
      }
      whenClosed.run();
    }
  }

  /** Closes both sides, each behind what was written to it. */
  void close() {
    linger();
    origin.close();
    client.close();
  }

  void abort() {
    origin.abort();
    client.abort();
  }

  private void linger() {
    if (linger == null) {
      linger =
          client
              .channel()
              .eventLoop()
              .schedule(this::abort, LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
