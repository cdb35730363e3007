package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.message.BodyReader;
import io.sluice.gateway.message.BodySink;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** Takes a body as fast as it comes, up to a limit, shows each chunk and keeps none. */
final class Drained implements BodySink {
  private final BodyReader reader;
  private final long maxBytes;
  private final Consumer<Buffer> each;
  private final Promise<Long> ended;
  private long bytes;

  /** The body has more bytes than are wanted. */
  static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLongException(long maxBytes) {
      super("the body has more than " + maxBytes + " bytes", null, false, false);
    }
  }

  /**
   * @param ended gets the number of bytes, or what ended the reading before
   */
  Drained(BodyReader reader, long maxBytes, Consumer<Buffer> each, Promise<Long> ended) {
    this.reader = reader;
    this.maxBytes = maxBytes;
    this.each = each;
    this.ended = ended;
  }

  @Override
  public boolean write(Buffer chunk, Runnable whenWritable) {
    bytes += chunk.length();
    if (bytes <= maxBytes) {
      each.accept(chunk);
    } else {
      reader.leave();
      ended.tryFail(new TooLongException(maxBytes));
    }
    return true;
  }

  @Override
  public void end(MultiMap trailers) {
    ended.tryComplete(bytes);
  }

  @Override
  public void fail(Throwable cause) {
    ended.tryFail(cause);
  }
}
