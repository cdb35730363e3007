package io.sluice.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client's HTTP/2 connection without TLS, of which the test writes every frame (RFC 9113 §4). */
public final class Http2Frames implements AutoCloseable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;

  private Http2Frames(Socket socket) throws IOException {
    this.socket = socket;
    this.out = new java.io.BufferedOutputStream(socket.getOutputStream());
    this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
  }

  /** Connects, and sends the preface with empty SETTINGS. */
  public static Http2Frames connect(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(15_000);
    var http = new Http2Frames(socket);
    http.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return http.frame(SETTINGS, 0, 0, new byte[0]).flush();
  }

  /**
   * A frame that came.
   *
   * @param errorCode of a GOAWAY, else -1
   */
  public record Frame(int type, int stream, int errorCode) {}

  public Http2Frames frame(int type, int flags, int stream, byte[] payload) throws IOException {
    out.write(payload.length >> 16);
    out.write(payload.length >> 8);
    out.write(payload.length);
    out.write(type);
    out.write(flags);
    out.write(
        new byte[] {
          (byte) (stream >> 24), (byte) (stream >> 16), (byte) (stream >> 8), (byte) stream
        });
    out.write(payload);
    return this;
  }

  public Http2Frames flush() throws IOException {
    out.flush();
    return this;
  }

  /** The block of a request's fields, of which every name and value is short (RFC 7541 §6, §A). */
  public static byte[] request(boolean post, String authority, String path) {
    var fields = new ByteArrayOutputStream();
    fields.write(post ? 0x83 : 0x82);
    fields.write(0x86);
    literal(fields, 0x41, authority);
    literal(fields, 0x44, path);
    return fields.toByteArray();
  }

  private static void literal(ByteArrayOutputStream fields, int name, String value) {
    fields.write(name);
    fields.write(value.length());
    fields.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  /** The next frame; throws {@link EOFException} at the end. */
  public Frame read() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = in.readNBytes(length);
    return new Frame(
        type, stream, type == GOAWAY ? java.nio.ByteBuffer.wrap(payload).getInt(4) : -1);
  }

  /**
   * Reads to the end.
   *
   * @return the last GOAWAY's error code; -1 = there was none
   */
  public int awaitGoAway() throws IOException {
    int code = -1;
    try {
      while (true) {
        var frame = read();
        code = frame.type() == GOAWAY ? frame.errorCode() : code;
      }
    } catch (EOFException | SocketException closed) {
      return code;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
