package io.sluice.gateway.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a certificate and its key are.
 *
 * @param certificate PEM: the server's own certificate, then those that lead to the root
 * @param key PEM: PKCS#8 without a password
 */
public record KeyFiles(Path certificate, Path key) {
  private static final int MAX_BYTES = 1 << 20;

  /** Changes when the content of a file does, or when it can be read no more. */
  public String fingerprint() {
    return Fingerprint.of(certificate) + ":" + Fingerprint.of(key);
  }

  static String text(Path file) throws IOException {
    return new String(bytes(file), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("more than " + MAX_BYTES + " bytes");
    }
    return Files.readAllBytes(file);
  }
}
