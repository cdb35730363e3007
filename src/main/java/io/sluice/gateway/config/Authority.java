package io.sluice.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of {@code scheme://user@host:port/path}, taken apart by hand: {@link java.net.URI}
 * finds no host in names with an underscore, which container networks are full of.
 *
 * @param scheme lower case; empty = none
 * @param userInfo still encoded; null = none
 * @param port -1 = none
 * @param path from the first slash on; empty = none
 */
record Authority(String scheme, @Nullable String userInfo, String host, int port, String path) {
  static final String HOST = "[A-Za-z0-9]([A-Za-z0-9._-]{0,252}[A-Za-z0-9])?";
  private static final Pattern NAME = Pattern.compile(HOST);
  private static final Pattern ESCAPED = Pattern.compile("([^%]|%[0-9A-Fa-f]{2})*+");

  /** The parts; null = the text has not this form. */
  static @Nullable Authority parse(String text) {
    var scheme = text.indexOf("://");
    var start = scheme < 0 ? 0 : scheme + 3;
    var slash = text.indexOf('/', start);
    var end = slash < 0 ? text.length() : slash;
    var at = text.substring(start, end).lastIndexOf('@');
    var place = text.substring(at < 0 ? start : start + at + 1, end);
    var bracket = place.lastIndexOf(']');
    var colon = place.lastIndexOf(':');
    var portText = colon > bracket ? place.substring(colon + 1) : null;
    var host = portText == null ? place : place.substring(0, colon);
    var port = portText == null ? -1 : port(portText);
    var literal = host.startsWith("[") && host.endsWith("]");
    var name = literal ? host.substring(1, host.length() - 1) : host;
    if (port == 0 || !(literal ? Cidr.literal(name).length == 16 : isName(name))) {
      return null;
    }
    var userInfo = at < 0 ? null : text.substring(start, start + at);
    var schemeText = scheme < 0 ? "" : text.substring(0, scheme);
    return new Authority(schemeText, userInfo, name, port, text.substring(end));
  }

  static boolean isName(String host) {
    return NAME.matcher(host).matches();
  }

  /** 1 to 65535; 0 = anything else. */
  private static int port(String text) {
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    var port = Integer.parseInt(text);
    return port > 65535 ? 0 : port;
  }

  int portOr(int other) {
    return port < 0 ? other : port;
  }

  /** A part of the user information without percent-encoding; null = badly encoded. */
  static @Nullable String decode(String text) {
    return ESCAPED.matcher(text).matches()
        ? URLDecoder.decode(text.replace("+", "%2B"), UTF_8)
        : null;
  }
}
