package io.sluice.gateway.spi;

import io.sluice.gateway.caching.ContentCoding;
import io.vertx.core.buffer.Buffer;
import java.util.Set;

/** Applies content codings. Safe from any thread. */
public interface ContentCoder {

  /** The codings that {@link #encode} can apply on this machine. */
  Set<ContentCoding> offered();

  /** Codes a whole body; takes milliseconds a megabyte, so never on an event loop. */
  Buffer encode(ContentCoding coding, Buffer body);

  /** Codes a body with gzip while it is on its way. */
  Stream gzip();

  /** One body on its way; used by one thread at a time, and closed. */
  interface Stream extends AutoCloseable {

    /** All that the receiver needs to decode what was written so far, this chunk included. */
    Buffer write(Buffer chunk);

    /** What ends the coded body. */
    Buffer end();

    /** Gives back memory outside the heap; may be called more than once. */
    @Override
    void close();
  }
}
