package io.sluice.gateway.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/**
 * An HTTP/2 connection in clear text, of which the test writes every field as it likes: no names or
 * values are checked, nothing is compressed.
 */
public final class RawHttp2 implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PRIORITY = 32;

  private final Socket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder fields = new DefaultHttp2HeadersDecoder(false);

  private RawHttp2(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  public static RawHttp2 connect(int port) {
    try {
      var socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      var connection = new RawHttp2(socket);
      socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
      return connection.frame(SETTINGS, 0, 0, new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a request without content.
   *
   * @param namesAndValues pseudo fields, too
   */
  public RawHttp2 request(int stream, String... namesAndValues) {
    return frame(HEADERS, END_STREAM | END_HEADERS, stream, block(namesAndValues));
  }

  /** Sends a request's head; its content, and with it the request's end, is to follow. */
  public RawHttp2 head(int stream, String... namesAndValues) {
    return frame(HEADERS, END_HEADERS, stream, block(namesAndValues));
  }

  /** Sends the last piece of content. */
  public RawHttp2 data(int stream, String content) {
    return frame(DATA, END_STREAM, stream, content.getBytes(ISO_8859_1));
  }

  /**
   * What became of a stream: the status of its response, {@code reset} or {@code closed} (GOAWAY,
   * or the end of the connection).
   */
  public String outcome(int stream) {
    try {
      while (true) {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int of = in.readInt();
        byte[] payload = in.readNBytes(length);
        if (type == GOAWAY) {
          return "closed";
        } else if (type == RST_STREAM && of == stream) {
          return "reset";
        } else if (type == HEADERS && of == stream) {
          int from = (flags & PRIORITY) == 0 ? 0 : 5;
          var head = fields.decodeHeaders(of, Unpooled.wrappedBuffer(payload, from, length - from));
          return String.valueOf(head.status());
        }
      }
    } catch (EOFException | SocketException end) {
      return "closed";
    } catch (Http2Exception e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RawHttp2 frame(int type, int flags, int stream, byte[] payload) {
    var bytes = new ByteArrayOutputStream();
    bytes.write(payload.length >> 16);
    bytes.write(payload.length >> 8);
    bytes.write(payload.length);
    bytes.write(type);
    bytes.write(flags);
    bytes.writeBytes(new byte[] {0, 0, 0, (byte) stream});
    bytes.writeBytes(payload);
    try {
      socket.getOutputStream().write(bytes.toByteArray());
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Literal fields that are not to be indexed (RFC 7541 §6.2.2); each text below 127 bytes. */
  private static byte[] block(String[] namesAndValues) {
    var block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block.write(0);
      text(block, namesAndValues[i]);
      text(block, namesAndValues[i + 1]);
    }
    return block.toByteArray();
  }

  private static void text(ByteArrayOutputStream block, String text) {
    block.write(text.length());
    block.writeBytes(text.getBytes(ISO_8859_1));
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
