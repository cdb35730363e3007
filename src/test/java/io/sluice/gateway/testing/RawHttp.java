package io.sluice.gateway.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * A client's connection, of which the test writes every byte. Requests may be sent ahead of reading
 * the answers, so that one thread drives any number of connections.
 */
public final class RawHttp implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 15_000;

  private final Socket socket;
  private final WireReader reader;
  private final String host;

  private RawHttp(Socket socket, String host) throws IOException {
    this.socket = socket;
    this.reader = new WireReader(socket.getInputStream());
    this.host = host;
  }

  /** Connects to a port of this machine. */
  public static RawHttp connect(int port) {
    return connect(port, 0);
  }

  /**
   * @param receiveBufferBytes 0 = the system's; a small one makes a slow reader felt at once
   */
  public static RawHttp connect(int port, int receiveBufferBytes) {
    try {
      var socket = new Socket();
      if (receiveBufferBytes > 0) {
        socket.setReceiveBufferSize(receiveBufferBytes);
      }
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return new RawHttp(socket, "127.0.0.1:" + port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over a connection that is there. */
  static RawHttp over(Socket socket, String host) {
    try {
      return new RawHttp(socket, host);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes these characters as bytes (ISO-8859-1). */
  public RawHttp send(String bytes) {
    return send(bytes.getBytes(ISO_8859_1));
  }

  public RawHttp send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a request without body, with Host unless the fields have one. */
  public RawHttp request(String method, String target, String... namesAndValues) {
    return request(method, target, "", namesAndValues);
  }

  /** Writes a request; its body, unless empty, has a Content-Length. */
  public RawHttp requestWithBody(
      String method, String target, String body, String... namesAndValues) {
    return request(method, target, body, namesAndValues);
  }

  private RawHttp request(String method, String target, String body, String[] namesAndValues) {
    var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    boolean withHost = true;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      head.append(namesAndValues[i]).append(": ").append(namesAndValues[i + 1]).append("\r\n");
      withHost &= !namesAndValues[i].equalsIgnoreCase("host");
    }
    if (withHost) {
      head.append("Host: ").append(host).append("\r\n");
    }
    if (!body.isEmpty()) {
      head.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    return send(head + "\r\n" + body);
  }

  /** Reads the answer to a request of any method but HEAD. */
  public RawResponse response() {
    return response(false);
  }

  /** Reads the answer to a HEAD. */
  public RawResponse headResponse() {
    return response(true);
  }

  /** Sends a request and reads its answer. */
  public RawResponse exchange(String method, String target, String... namesAndValues) {
    request(method, target, namesAndValues);
    return response(method.equals("HEAD"));
  }

  public RawResponse get(String target, String... namesAndValues) {
    return exchange("GET", target, namesAndValues);
  }

  private RawResponse response(boolean bodyless) {
    try {
      var interims = new ArrayList<String>();
      String head = head();
      while (head.matches("(?s)HTTP/1.1 1\\d\\d .*")) {
        interims.add(head);
        head = head();
      }
      return body(head, bodyless, interims);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one head, be it of an interim response. */
  public String head() {
    try {
      String head = reader.head();
      if (head == null) {
        throw new AssertionError("closed without an answer");
      }
      return head;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RawResponse body(String head, boolean bodyless, List<String> interims)
      throws IOException {
    var body = new ByteArrayOutputStream();
    WireReader.Sink sink = (bytes, length) -> body.write(bytes, 0, length);
    var codings = RawResponse.values(head, "transfer-encoding");
    var lengths = RawResponse.values(head, "content-length");
    String trailers = "";
    boolean complete = true;
    try {
      if (bodyless || head.matches("(?s)HTTP/1.1 (204|304).*")) {
        return new RawResponse(head, "", true, "", interims);
      } else if (!codings.isEmpty()) {
        trailers = reader.chunks(sink);
      } else if (!lengths.isEmpty()) {
        reader.exactly(Long.parseLong(lengths.get(0)), sink);
      } else {
        reader.toTheEnd(sink);
      }
    } catch (java.io.EOFException | SocketException brokenOff) {
      complete = false;
    }
    return new RawResponse(head, body.toString(ISO_8859_1), complete, trailers, interims);
  }

  /** Reads the rest of an answer of which {@link #head} has read the head. */
  public RawResponse responseAfter(String head) {
    try {
      return body(head, false, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what there is, at least one byte, framing and all; empty at the end. */
  public String readPiece() {
    try {
      byte[] buffer = new byte[64 * 1024];
      int n = socket.getInputStream().read(buffer);
      return n < 0 ? "" : new String(buffer, 0, n, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the peer to close; fails when it sends anything instead. */
  public void awaitClosed() {
    try {
      int b = socket.getInputStream().read();
      if (b >= 0) {
        throw new AssertionError("the peer sent " + (char) b + " instead of closing");
      }
    } catch (SocketException reset) {
      // Closed, the hard way.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For reading at a pace of one's own. */
  public InputStream input() {
    try {
      return socket.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends FIN: no more requests, but answers are still read. */
  public void closeOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves with RST, as a client that crashed or was killed. */
  public void abort() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
