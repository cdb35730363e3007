package io.sluice.gateway.message;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * Where a {@link BodyReader} delivers what it reads; called on the reader's own event loop only.
 */
public interface BodySink {

  /**
   * Takes one chunk.
   *
   * @return whether the sink can take more at once; when false, it runs {@code whenWritable} later
   */
  boolean write(Buffer chunk, Runnable whenWritable);

  /** The body is complete; {@code trailers} may be empty. */
  void end(MultiMap trailers);

  /** The body broke off: whatever was written so far is not the whole of it. */
  void fail(Throwable cause);
}
