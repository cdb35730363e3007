package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.message.BodyStream;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets a body come in whole before anybody reads it, up to a size. Whoever waits for it must not
 * have reserved a reader: one that does not read holds the origin back.
 */
final class WholeResponse implements BodyStream.Observer {
  private final BodyStream body;
  private final long maxBytes;
  private final Consumer<@Nullable Buffer> then;
  private boolean done;

  private WholeResponse(BodyStream body, long maxBytes, Consumer<@Nullable Buffer> then) {
    this.body = body;
    this.maxBytes = maxBytes;
    this.then = then;
  }

  /**
   * To be called on the producer's event loop.
   *
   * @param then gets the body, or null for one that is longer or breaks off; it can still be read
   *     from its beginning
   */
  static void await(BodyStream body, long maxBytes, Consumer<@Nullable Buffer> then) {
    body.observe(new WholeResponse(body, maxBytes, then));
  }

  @Override
  public void appended(long totalBytes) {
    if (!done && totalBytes > maxBytes) {
      done = true;
      then.accept(null);
    }
  }

  @Override
  public void ended(boolean complete) {
    if (!done) {
      done = true;
      then.accept(complete ? body.whole() : null);
    }
  }
}
