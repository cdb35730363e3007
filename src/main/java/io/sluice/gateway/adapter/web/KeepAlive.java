package io.sluice.gateway.adapter.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long an origin says that it keeps an idle connection: {@code Keep-Alive: timeout=5}, in
 * seconds (RFC 2068 §19.7.1.1; Node.js and others send it). Vert.x obeys, but to the very end, when
 * the next request and the origin's close would cross on the way.
 */
final class KeepAlive {
  private static final String FIELD = "keep-alive";
  private static final Pattern TIMEOUT =
      Pattern.compile("(?:^|[\\s,])timeout=(\\d{1,9})(?:$|[\\s,])", Pattern.CASE_INSENSITIVE);
  private static final int MARGIN_SECONDS = 1;

  private KeepAlive() {}

  /** Takes the margin off; a connection with none left is not used again. */
  static void shorten(HttpHeaders fields) {
    String value = fields.get(FIELD);
    if (value == null) {
      return;
    }
    Matcher timeout = TIMEOUT.matcher(value);
    if (!timeout.find()) {
      return;
    }
    int seconds = readable(Integer.parseInt(timeout.group(1)) - MARGIN_SECONDS);
    if (seconds > 0) {
      fields.set(FIELD, "timeout=" + seconds);
    } else {
      fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  /** The next smaller number without a 9: Vert.x 5.1 takes that for no digit. */
  private static int readable(int seconds) {
    int number = seconds;
    while (Integer.toString(number).indexOf('9') >= 0) {
      number--;
    }
    return number;
  }
}
