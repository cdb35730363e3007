package io.sluice.gateway.message;

import io.sluice.gateway.caching.ContentCoding;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The coded forms of one body, each made at most once, when it is first wanted. Shared by the
 * entries that have the body, one after the other, and by all threads.
 */
public final class CodedBodies {
  /** Is being made, or was not worth it: either way there is none to wait for. */
  private static final Buffer NONE = Buffer.buffer(0);

  private final AtomicReference<@Nullable Buffer> br = new AtomicReference<>();
  private final AtomicReference<@Nullable Buffer> gzip = new AtomicReference<>();

  private AtomicReference<@Nullable Buffer> of(ContentCoding coding) {
    return switch (coding) {
      case BR -> br;
      case GZIP -> gzip;
    };
  }

  /** The body in this coding, or null while, or because, there is none. */
  @Nullable Buffer find(ContentCoding coding) {
    var body = of(coding).get();
    return body == NONE ? null : body;
  }

  /** Whether the caller, and nobody else ever, is to make the body in this coding. */
  public boolean claim(ContentCoding coding) {
    var body = of(coding);
    return body.get() == null && body.compareAndSet(null, NONE);
  }

  /** Publishes what was claimed. */
  public void made(ContentCoding coding, Buffer body) {
    of(coding).set(body);
  }

  long weightBytes() {
    return length(br.get()) + length(gzip.get());
  }

  private static long length(@Nullable Buffer body) {
    return body == null ? 0 : body.length();
  }
}
