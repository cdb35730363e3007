package io.sluice.gateway.adapter.coding;

import io.sluice.gateway.spi.ContentCoder;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** gzip (RFC 1952), flushed after each chunk, so that nothing is held back. */
final class GzipStream implements ContentCoder.Stream {
  /** The usual one: made once, sent often. */
  private static final int LEVEL_STORED = 6;

  /** A third of the time for a quarter more bytes: this runs on an event loop, for one answer. */
  static final int LEVEL_ON_THE_WAY = 1;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
  private final Output gzip;

  GzipStream(int level) {
    try {
      gzip = new Output(out, level);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A whole body. */
  static Buffer encode(Buffer body) {
    try (var stream = new GzipStream(LEVEL_STORED)) {
      stream.gzip.write(body.getBytes());
      return stream.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Buffer write(Buffer chunk) {
    try {
      gzip.write(chunk.getBytes());
      gzip.flush();
      return taken();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Buffer end() {
    try {
      gzip.finish();
      return taken();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Buffer taken() {
    var bytes = Buffer.buffer(out.toByteArray());
    out.reset();
    return bytes;
  }

  @Override
  public void close() {
    gzip.release();
  }

  /** Lets go of the deflater without writing the end of a body that has none. */
  private static final class Output extends GZIPOutputStream {
    Output(ByteArrayOutputStream out, int level) throws IOException {
      super(out, 8192, true);
      def.setLevel(level);
    }

    void release() {
      def.end();
    }
  }
}
