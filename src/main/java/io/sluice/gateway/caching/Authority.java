package io.sluice.gateway.caching;

import io.sluice.gateway.caching.InvalidTargetException.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Parses and normalises {@code uri-host [ ":" port ]} (RFC 9110 §4.2, RFC 3986 §3.2.2). */
final class Authority {
  private Authority() {}

  /**
   * Lower case, without an empty or default port and without leading zeros in the port. Registered
   * names are limited to what DNS and common practice use; percent-encoding and user information
   * are refused, since two readers of such a name may disagree about the host.
   */
  static String normalise(String text, String scheme) throws InvalidTargetException {
    if (isPlainHost(text)) {
      return text;
    }
    String s = Ascii.lowerCase(Ascii.trim(text));
    int hostEnd = s.startsWith("[") ? ipLiteralEnd(s) : nameEnd(s);
    if (hostEnd <= 0 || hostEnd > 255) {
      throw invalid(text);
    }
    if (hostEnd == s.length()) {
      return s;
    }
    if (s.charAt(hostEnd) != ':' || s.length() - hostEnd > 9) {
      throw invalid(text);
    }
    int port = 0;
    for (int i = hostEnd + 1; i < s.length(); i++) {
      if (!Ascii.isDigit(s.charAt(i))) {
        throw invalid(text);
      }
      port = port * 10 + s.charAt(i) - '0';
    }
    String host = s.substring(0, hostEnd);
    if (hostEnd + 1 == s.length() || port == defaultPort(scheme)) {
      return host;
    }
    if (port < 1 || port > 65535) {
      throw invalid(text);
    }
    return host + ':' + port;
  }

  /** The host of a normalised authority, without its port. */
  static String host(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon < 0 || authority.endsWith("]") ? authority : authority.substring(0, colon);
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  /** The common case costs one pass: a lower-case name without a port. */
  private static boolean isPlainHost(String s) {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if ((c < 'a' || c > 'z') && c != '.' && c != '-' && !Ascii.isDigit(c)) {
        return false;
      }
    }
    return !s.isEmpty() && s.length() <= 255;
  }

  private static int nameEnd(String s) {
    int i = 0;
    while (i < s.length() && s.charAt(i) != ':') {
      char c = s.charAt(i);
      if (!Ascii.isAlpha(c) && !Ascii.isDigit(c) && "-._~!$&'()*+,;=".indexOf(c) < 0) {
        return -1;
      }
      i++;
    }
    return i;
  }

  private static int ipLiteralEnd(String s) {
    int close = s.indexOf(']');
    int colons = 0;
    for (int i = 1; i < close; i++) {
      char c = s.charAt(i);
      if (c == ':') {
        colons++;
      } else if (!Ascii.isDigit(c) && (c < 'a' || c > 'f') && c != '.') {
        return -1;
      }
    }
    return colons >= 2 && isIpv6(s.substring(0, close + 1)) ? close + 1 : -1;
  }

  /**
   * @param text in brackets: with them it is an address, or an exception, and never a name, which
   *     would be resolved here and now
   */
  private static boolean isIpv6(String text) {
    try {
      InetAddress.getByName(text);
      return true;
    } catch (UnknownHostException noAddress) {
      return false;
    }
  }

  private static InvalidTargetException invalid(String text) {
    return new InvalidTargetException(
        Reason.INVALID_HOST, "host: " + Text.printable(text) + " (expected: name[:port])");
  }
}
