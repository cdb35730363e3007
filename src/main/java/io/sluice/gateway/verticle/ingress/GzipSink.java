package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CodedFields;
import io.sluice.gateway.message.BodySink;
import io.sluice.gateway.spi.ContentCoder;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;

/** Compresses a body on its way, each chunk at once; one that breaks off stays without its end. */
final class GzipSink implements BodySink {
  private final BodySink sink;
  private final ContentCoder.Stream gzip;
  private final Runnable whenClosed;
  private boolean closed;

  GzipSink(BodySink sink, ContentCoder.Stream gzip, Runnable whenClosed) {
    this.sink = sink;
    this.gzip = gzip;
    this.whenClosed = whenClosed;
  }

  @Override
  public boolean write(Buffer chunk, Runnable whenWritable) {
    return closed || sink.write(gzip.write(chunk), whenWritable);
  }

  @Override
  public void end(MultiMap trailers) {
    if (closed) {
      return;
    }
    sink.write(gzip.end(), () -> {});
    close();
    sink.end(withoutDigests(trailers));
  }

  @Override
  public void fail(Throwable cause) {
    close();
    sink.fail(cause);
  }

  /** Gives back the encoder; may be called more than once. */
  void close() {
    if (!closed) {
      closed = true;
      gzip.close();
      whenClosed.run();
    }
  }

  private static MultiMap withoutDigests(MultiMap trailers) {
    if (trailers.isEmpty()) {
      return trailers;
    }
    var kept = MultiMap.caseInsensitiveMultiMap();
    trailers.forEach(
        (name, value) -> {
          if (!CodedFields.isDigest(name.toLowerCase(Locale.ROOT))) {
            kept.add(name, value);
          }
        });
    return kept;
  }
}
