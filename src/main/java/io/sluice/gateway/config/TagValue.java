package io.sluice.gateway.config;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The one form in which a value stands in a tag, wherever it came from: as it is, in ASCII. What a
 * tag cannot hold (a comma, a control character, what is not ASCII, a space at either end) is
 * percent-encoded in UTF-8, in capitals. So a sku in a path, a query, a JSON body and a Cache-Tag
 * of the origin makes one tag. Two values that are written alike invalidate too much, never too
 * little.
 */
public final class TagValue {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private TagValue() {}

  /** Of a text that means what it says. */
  public static String ofText(String text) {
    return isNameable(text) ? text : encode(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of a part of a normalised path. */
  public static String ofPath(String encoded) {
    return encoded.indexOf('%') < 0 ? ofText(encoded) : encode(decode(encoded, '+'));
  }

  /** Of the value of a query parameter, in which {@code +} means a space, as in forms. */
  public static String ofQuery(String encoded) {
    return encoded.indexOf('%') < 0 && encoded.indexOf('+') < 0
        ? ofText(encoded)
        : encode(decode(encoded, ' '));
  }

  private static boolean isNameable(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (!isNameable(text.charAt(i), i == 0 || i == text.length() - 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNameable(int c, boolean atAnEnd) {
    return c >= ' ' && c < 0x7f && c != ',' && !(c == ' ' && atAnEnd);
  }

  private static byte[] decode(String encoded, char plus) {
    var bytes = new ByteArrayOutputStream(encoded.length());
    for (var i = 0; i < encoded.length(); i++) {
      var c = encoded.charAt(i);
      if (c == '%' && i + 2 < encoded.length()) {
        // A normalised target has nothing but two hexadecimal digits here.
        bytes.write(Integer.parseInt(encoded, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(c == '+' ? plus : c);
      }
    }
    return bytes.toByteArray();
  }

  private static String encode(byte[] bytes) {
    var text = new StringBuilder(bytes.length + 16);
    for (var i = 0; i < bytes.length; i++) {
      var b = bytes[i];
      if (isNameable(b, i == 0 || i == bytes.length - 1)) {
        text.append((char) b);
      } else {
        text.append('%').append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
      }
    }
    return text.toString();
  }
}
