import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Random;

/** The origin's pages: {@code /<bytes>/<number>}, each with an ETag of its own and five tags. */
final class Site {
  private static final String TEXT = "0123456789abcdef".repeat(1 << 16);
  private static final int MOST_BYTES = TEXT.length();
  private static final String DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));

  private Site() {}

  static String path(int bytes, int number) {
    return "/" + bytes + "/" + number;
  }

  /** A page of 1 byte to 1 MiB, each power of two as likely; always the same for a number. */
  static String pathOfMixed(int number) {
    double share = new Random(number * 0x9E3779B97F4A7C15L).nextDouble();
    return path((int) Math.exp(share * Math.log(MOST_BYTES)), number);
  }

  static String answer(String path) {
    String[] parts = path.split("/");
    return head(parts[1], Integer.parseInt(parts[2]))
        + TEXT.substring(0, Integer.parseInt(parts[1]));
  }

  private static String head(String bytes, int number) {
    return "HTTP/1.1 200 OK\r\nDate: "
        + DATE
        + "\r\n"
        + "Content-Type: text/html; charset=utf-8\r\n"
        + "Cache-Control: public, max-age=86400\r\n"
        + "ETag: \""
        + Integer.toHexString(number * 0x9E3779B1)
        + "\"\r\nCache-Tag: product:"
        + number
        + ",category:"
        + number % 1000
        + ",brand:"
        + number % 100
        + ",price-list:"
        + number % 10
        + ",catalogue\r\nContent-Length: "
        + bytes
        + "\r\n\r\n";
  }

  /** Bytes that a page consists of: its key, names and values of its fields, its body. */
  static long rawBytes(int bytes, int number) {
    long raw = ("GET http://localhost" + path(bytes, number)).length() + bytes;
    String[] lines = head(bytes + "", number).split("\r\n");
    for (int i = 1; i < lines.length; i++) {
      raw += lines[i].getBytes(StandardCharsets.ISO_8859_1).length - ": ".length();
    }
    return raw;
  }

  /** Throws unless it is that page, and from memory if that is wanted. */
  static void check(String path, Http.Answer answer, boolean hit) {
    int bytes = Integer.parseInt(path.split("/")[1]);
    if (answer.status() != 200 || answer.body().length() != bytes) {
      throw new IllegalStateException(
          path + ": status " + answer.status() + ", " + answer.body().length() + " bytes");
    }
    if (hit && !isHit(answer)) {
      throw new IllegalStateException(path + ": expected a hit: " + answer.head());
    }
  }

  static boolean isHit(Http.Answer answer) {
    return answer.head().contains("cache-status: sluice; hit");
  }
}
