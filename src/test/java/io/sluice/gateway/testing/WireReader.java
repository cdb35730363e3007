package io.sluice.gateway.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads HTTP/1.1 heads and bodies from a socket, literally: it mends and hides nothing. */
final class WireReader {

  /** Takes a body's bytes as they arrive. */
  interface Sink {
    void append(byte[] bytes, int length);
  }

  private final InputStream in;

  WireReader(InputStream in) {
    this.in = in;
  }

  /** Up to the empty line, without it; null when the connection ends before the first byte. */
  @Nullable String head() throws IOException {
    var head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int b = in.read();
      if (b < 0) {
        if (head.size() == 0) {
          return null;
        }
        throw new EOFException("in mid-head: " + head.toString(ISO_8859_1));
      }
      head.write(b);
      matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
    }
    String text = head.toString(ISO_8859_1);
    return text.substring(0, text.length() - 4);
  }

  /** Exactly so many bytes. */
  void exactly(long length, Sink sink) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long left = length;
    while (left > 0) {
      int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        throw new EOFException(left + " bytes are missing");
      }
      sink.append(buffer, n);
      left -= n;
    }
  }

  /** Chunks with their end; the raw trailer lines. */
  String chunks(Sink sink) throws IOException {
    while (true) {
      String line = line();
      int semicolon = line.indexOf(';');
      long size = Long.parseLong(semicolon < 0 ? line : line.substring(0, semicolon), 16);
      if (size == 0) {
        var trailers = new StringBuilder();
        for (String t = line(); !t.isEmpty(); t = line()) {
          trailers.append(t).append("\r\n");
        }
        return trailers.toString();
      }
      exactly(size, sink);
      if (!line().isEmpty()) {
        throw new IOException("a chunk is longer than its size says");
      }
    }
  }

  void toTheEnd(Sink sink) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      sink.append(buffer, n);
    }
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("in mid-line");
      }
      if (b == '\n') {
        String text = line.toString(ISO_8859_1);
        if (!text.endsWith("\r")) {
          throw new IOException("a line ends with a bare LF");
        }
        return text.substring(0, text.length() - 1);
      }
      line.write(b);
    }
  }
}
