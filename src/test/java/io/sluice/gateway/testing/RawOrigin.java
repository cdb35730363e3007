package io.sluice.gateway.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * An origin of which the test writes every byte: for what no well-behaved server says. Requests are
 * taken to have no body, unless the script reads one.
 */
public final class RawOrigin implements AutoCloseable {
  private final ServerSocket server;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile BiConsumer<Connection, String> script = (connection, head) -> connection.close();

  private RawOrigin(ServerSocket server) {
    this.server = server;
  }

  public static RawOrigin started() {
    try {
      var origin = new RawOrigin(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
      daemon(origin::accept);
      return origin;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Called with the head of each request, on the thread of its connection. */
  public RawOrigin script(BiConsumer<Connection, String> script) {
    this.script = script;
    return this;
  }

  public String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** The request lines so far. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** The connections so far, in the order of their being accepted. */
  public List<Connection> connections() {
    return List.copyOf(connections);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connections.forEach(Connection::close);
  }

  private void accept() {
    try {
      while (true) {
        var connection = new Connection(server.accept());
        connections.add(connection);
        if (server.isClosed()) {
          // Too late for close() to have seen it.
          connection.close();
        }
        daemon(() -> serve(connection));
      }
    } catch (IOException closed) {
      // The end of the test.
    }
  }

  private void serve(Connection connection) {
    try {
      String head;
      while ((head = connection.reader.head()) != null) {
        requests.add(head.substring(0, head.indexOf("\r\n")));
        script.accept(connection, head);
      }
    } catch (IOException | UncheckedIOException gone) {
      // Below.
    } finally {
      connection.finished = true;
      connection.close();
    }
  }

  private static void daemon(Runnable work) {
    var thread = new Thread(work, "raw-origin");
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes pieces of a body; the array is overwritten afterwards. */
  public interface ByteSink {
    void append(byte[] bytes, int length);
  }

  /** One connection, from the origin's side. */
  public static final class Connection {
    private final Socket socket;
    private final WireReader reader;
    private volatile boolean finished;

    private Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.reader = new WireReader(socket.getInputStream());
      socket.setTcpNoDelay(true);
    }

    /** Writes these characters (ISO-8859-1) at once, in one packet if they are few. */
    public Connection send(String bytes) {
      try {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Writes the first bytes of an array; blocks while the gateway does not read. */
    public Connection send(byte[] bytes, int length) {
      try {
        socket.getOutputStream().write(bytes, 0, length);
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Reads so many bytes of the request's body, and tells of each piece's first bytes. */
    public void read(long length, ByteSink sink) {
      try {
        reader.exactly(length, sink::append);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Reads so many bytes of the request's body. */
    public String read(int length) {
      var body = new StringBuilder();
      try {
        reader.exactly(length, (bytes, n) -> body.append(new String(bytes, 0, n, ISO_8859_1)));
        return body.toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Whether the gateway's side of the connection ends here; fails when bytes come instead. */
    public boolean atEnd() {
      try {
        return socket.getInputStream().read() < 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Sends FIN, and may read on. */
    public void closeOutput() {
      try {
        socket.shutdownOutput();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Closes with RST. */
    public void abort() {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      close();
    }

    /** Returns once the gateway has closed it. */
    public void awaitClosed() {
      Until.met(() -> finished);
    }
  }
}
