package io.sluice.gateway.caching;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Text for people and digests of text. */
public final class Text {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Text() {}

  /** How many bytes of heap a text of Latin-1 characters takes. */
  static int byteSize(String s) {
    return 24 + arrayBytes(s.length());
  }

  /** How many bytes of heap an array of so many bytes takes. */
  static int arrayBytes(int length) {
    return (16 + length + 7) & -8;
  }

  /** The text in quotes, at most 100 characters, with everything but printable ASCII replaced. */
  public static String printable(String s) {
    return printable(s, 100);
  }

  /** The text in quotes, at most so many characters, with all but printable ASCII replaced. */
  public static String printable(String s, int maxLength) {
    int length = Math.min(s.length(), maxLength);
    var out = new StringBuilder(length + 5).append('"');
    for (int i = 0; i < length; i++) {
      char c = s.charAt(i);
      out.append(c < ' ' || c > '~' || c == '"' || c == '\\' ? '?' : c);
    }
    return out.append(length < s.length() ? "…\"" : "\"").toString();
  }

  /** The first 128 bits of the text's SHA-256, as 32 lower-case hexadecimal digits. */
  static String digest128(String s) {
    byte[] hash;
    try {
      hash = MessageDigest.getInstance("SHA-256").digest(s.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    char[] hex = new char[32];
    for (int i = 0; i < 16; i++) {
      hex[2 * i] = HEX[(hash[i] >> 4) & 15];
      hex[2 * i + 1] = HEX[hash[i] & 15];
    }
    return new String(hex);
  }
}
