package io.sluice.gateway.adapter.coding;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.sluice.gateway.caching.ContentCoding;
import io.sluice.gateway.spi.ContentCoder;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** gzip, and br where its native library loads. */
public final class Coders implements ContentCoder {
  private static final Logger LOG = LoggerFactory.getLogger(Coders.class);

  /** About as fast as gzip's usual level, and 3 to 18 % smaller as measured; 9 is far slower. */
  private static final int BROTLI_QUALITY = 5;

  /** Enough for the largest object that is stored by default. */
  private static final int BROTLI_WINDOW_BITS = 22;

  private final Set<ContentCoding> offered;

  private Coders(Set<ContentCoding> offered) {
    this.offered = offered;
  }

  /** What this machine can do; blocks while the native library is unpacked and loaded. */
  public static Coders load() {
    if (Brotli4jLoader.isAvailable()) {
      return new Coders(EnumSet.allOf(ContentCoding.class));
    }
    LOG.warn(
        "br is not offered, only gzip: its native library does not load ({}). It is unpacked to"
            + " java.io.tmpdir, which must be writable and not mounted noexec.",
        String.valueOf(Brotli4jLoader.getUnavailabilityCause()));
    return gzipOnly();
  }

  /** gzip alone, which needs no native library. */
  public static Coders gzipOnly() {
    return new Coders(EnumSet.of(ContentCoding.GZIP));
  }

  @Override
  public Set<ContentCoding> offered() {
    return EnumSet.copyOf(offered);
  }

  @Override
  public Buffer encode(ContentCoding coding, Buffer body) {
    return switch (coding) {
      case BR -> brotli(body);
      case GZIP -> GzipStream.encode(body);
    };
  }

  private static Buffer brotli(Buffer body) {
    var parameters = Encoder.Parameters.create(BROTLI_QUALITY, BROTLI_WINDOW_BITS);
    try {
      return Buffer.buffer(Encoder.compress(body.getBytes(), parameters));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Stream gzip() {
    return new GzipStream(GzipStream.LEVEL_ON_THE_WAY);
  }
}
