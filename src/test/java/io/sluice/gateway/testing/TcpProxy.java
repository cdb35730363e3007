package io.sluice.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network between a client and a server on the loopback interface: it can be cut, or stand still
 * and deliver later, and can lead to another server.
 */
public final class TcpProxy implements AutoCloseable {
  private static final int CONNECT_MILLIS = 1000;

  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Object change = new Object();
  private volatile int target;
  private volatile boolean cut;
  private boolean stalled;

  private TcpProxy(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /** Listens on a port of the system's choice. */
  public static TcpProxy to(int target) {
    try {
      var proxy = new TcpProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
      start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Where it is, for a client of the Redis behind it. */
  public String redisUri() {
    return "redis://127.0.0.1:" + port();
  }

  /** Leads to another server from now on; what is connected is closed. */
  public void retarget(int port) {
    target = port;
    closeAll();
  }

  /** Closes what is connected, and whatever connects. */
  public void cut() {
    cut = true;
    closeAll();
  }

  /** Carries nothing in either direction; what arrives is kept, and nobody is told. */
  public void stall() {
    synchronized (change) {
      stalled = true;
    }
  }

  /** Carries again, first what has been kept. */
  public void mend() {
    cut = false;
    synchronized (change) {
      stalled = false;
      change.notifyAll();
    }
  }

  @Override
  public void close() {
    cut();
    mend();
    closeQuietly(server);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        start(() -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    var upstream = new Socket();
    sockets.add(client);
    sockets.add(upstream);
    try {
      if (!cut) {
        upstream.connect(
            new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), target),
            CONNECT_MILLIS);
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        start(() -> carry(upstream, client));
        carry(client, upstream);
      }
    } catch (IOException refused) {
      // The client notices.
    } finally {
      end(client);
      end(upstream);
    }
  }

  /** What has been read is delivered, even to a server that its sender no longer waits for. */
  private void carry(Socket from, Socket to) {
    var buffer = new byte[16 * 1024];
    try {
      var in = from.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        awaitFlow();
        to.getOutputStream().write(buffer, 0, n);
      }
      awaitFlow();
    } catch (IOException closed) {
      // By either side, or by the test.
    } finally {
      end(from);
      end(to);
    }
  }

  private void awaitFlow() {
    synchronized (change) {
      while (stalled) {
        try {
          change.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private void closeAll() {
    sockets.forEach(this::end);
  }

  private void end(Socket socket) {
    sockets.remove(socket);
    closeQuietly(socket);
  }

  private static void closeQuietly(java.io.Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException alreadyBroken) {
      // Closed is what it should be.
    }
  }

  private static void start(Runnable action) {
    var thread = new Thread(action, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
