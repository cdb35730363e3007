package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.message.BodyReader;
import io.sluice.gateway.message.BodySink;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * Lets a body pass on its way into the store, for a request that wants a part of it: what is cut
 * from the whole is the same for everybody. Keeps nothing itself.
 */
final class WholeFirst implements BodySink {
  private final BodyReader reader;
  private final long maxBytes;
  private final Runnable stored;
  private final Runnable givenUp;
  private long bytes;
  private boolean left;

  /**
   * @param stored run when the body is complete and, unless invalidated meanwhile, in memory
   * @param givenUp run instead when it is longer than allowed or breaks off
   */
  WholeFirst(BodyReader reader, long maxBytes, Runnable stored, Runnable givenUp) {
    this.reader = reader;
    this.maxBytes = maxBytes;
    this.stored = stored;
    this.givenUp = givenUp;
  }

  @Override
  public boolean write(Buffer chunk, Runnable whenWritable) {
    bytes += chunk.length();
    if (bytes > maxBytes && !left) {
      left = true;
      reader.leave();
      givenUp.run();
    }
    return true;
  }

  @Override
  public void end(MultiMap trailers) {
    stored.run();
  }

  @Override
  public void fail(Throwable cause) {
    givenUp.run();
  }
}
