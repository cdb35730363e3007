package io.sluice.gateway.adapter.log;

import io.sluice.gateway.spi.RequestLog.Entry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request in the Combined Log Format: {@code client - - [time] "method path protocol" status
 * bytes "referer" "user-agent"}. In the quoted parts, quotes, backslashes and what is no visible
 * character are escaped as Apache's httpd does it.
 */
final class CombinedLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private CombinedLine() {}

  static String of(Entry entry) {
    var line = new StringBuilder(200);
    line.append(entry.client()).append(" - - [");
    TIME.formatTo(Instant.ofEpochMilli(entry.timeMillis()), line);
    line.append("] \"");
    escape(line, entry.method());
    line.append(' ');
    escape(line, entry.path());
    line.append(' ').append(entry.protocol()).append("\" ").append(entry.status()).append(' ');
    line.append(entry.bytes() == 0 ? "-" : Long.toString(entry.bytes())).append(" \"");
    escape(line, entry.referer());
    line.append("\" \"");
    escape(line, entry.userAgent());
    return line.append('"').toString();
  }

  private static void escape(StringBuilder line, @Nullable String text) {
    var cut = RequestLines.cut(text);
    if (cut == null) {
      line.append('-');
      return;
    }
    for (int i = 0; i < cut.length(); i++) {
      char c = cut.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
        line.append(String.format("\\x%02x", (int) c));
      } else {
        line.append(c);
      }
    }
  }
}
