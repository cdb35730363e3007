package io.sluice.gateway.testing;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A blocking connection to Redis for tests that act behind the gateway's back. */
public final class RawRedis implements Closeable {

  private final Socket socket = new Socket();
  private final InputStream in;

  RawRedis(int port) {
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
      socket.setSoTimeout(10_000);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a command and awaits its reply.
   *
   * @return a String (bytes as ISO-8859-1), a Long, a List of these, or null
   * @throws IllegalStateException with the message of an error reply
   */
  public @Nullable Object call(String... command) {
    var message = new StringBuilder("*").append(command.length).append("\r\n");
    for (var word : command) {
      int length = word.getBytes(StandardCharsets.UTF_8).length;
      message.append('$').append(length).append("\r\n").append(word).append("\r\n");
    }
    try {
      socket.getOutputStream().write(message.toString().getBytes(StandardCharsets.UTF_8));
      return reply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Object reply() throws IOException {
    var line = line();
    var rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case ':' -> Long.valueOf(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest));
      case '-' -> throw new IllegalStateException(rest);
      default -> throw new IllegalStateException("unexpected reply: " + line);
    };
  }

  private @Nullable String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    var bytes = in.readNBytes(length);
    line();
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private @Nullable List<@Nullable Object> array(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    var result = new ArrayList<@Nullable Object>(length);
    for (int i = 0; i < length; i++) {
      result.add(reply());
    }
    return result;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("Redis closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
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
