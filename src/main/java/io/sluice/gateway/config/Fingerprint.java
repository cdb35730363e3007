package io.sluice.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells whether what is in a file has changed. */
public final class Fingerprint {
  static final int MAX_BYTES = 4 << 20;
  private static final String UNREADABLE = "unreadable";

  private Fingerprint() {}

  /** Changes when the content of the file does, or when it can be read no more; blocks. */
  public static String of(Path file) {
    try {
      return of(bytes(file));
    } catch (IOException e) {
      return UNREADABLE;
    }
  }

  static String of(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    // Not a pipe or a device, which could be waited for, or read for ever.
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
      throw new IOException("no regular file of at most " + MAX_BYTES + " bytes");
    }
    return Files.readAllBytes(file);
  }
}
