package io.sluice.gateway.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/** Takes content codings off again. */
public final class Decoded {
  private Decoded() {}

  /** A response's content without its codings, as ISO-8859-1. */
  public static String text(RawResponse response) {
    var coding = response.field("content-encoding");
    return coding == null
        ? response.text()
        : new String(bytes(coding, response.text().getBytes(ISO_8859_1)), ISO_8859_1);
  }

  /** Fails unless this is all of what was coded. */
  public static byte[] bytes(String coding, byte[] coded) {
    try (var stream = stream(coding, new ByteArrayInputStream(coded))) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream stream(String coding, InputStream coded) throws IOException {
    Brotli4jLoader.ensureAvailability();
    return switch (coding) {
      case "br" -> new BrotliInputStream(coded);
      case "gzip" -> new GZIPInputStream(coded);
      default -> throw new AssertionError("no such coding: " + coding);
    };
  }
}
