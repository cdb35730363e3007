import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The origin's answers: {@code /<bytes>/<anything>}, where {@code /<bytes>/vary} has variants. */
final class Pages {
  static final String ETAG = "\"v1\"";

  private static final String PATTERN = "0123456789abcdef";
  private static final String DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
  private static final Map<Integer, String> BODIES = new ConcurrentHashMap<>();

  private Pages() {}

  /** The body of so many bytes; a part that begins at a multiple of 16 is the shorter body. */
  static String body(int bytes) {
    return BODIES.computeIfAbsent(bytes, b -> PATTERN.repeat(b / PATTERN.length()));
  }

  static String answer(String path) {
    String[] parts = path.split("/", 3);
    int bytes = Integer.parseInt(parts[1]);
    return answer("200 OK", bytes, parts[2].equals("vary") ? "Vary: Accept-Encoding\r\n" : "");
  }

  /**
   * @param fields each with its CR LF
   */
  static String answer(String status, int bytes, String fields) {
    return "HTTP/1.1 "
        + status
        + "\r\nDate: "
        + DATE
        + "\r\nContent-Type: text/plain\r\nCache-Control: public, max-age=86400\r\nETag: "
        + ETAG
        + "\r\nAccept-Ranges: bytes\r\n"
        + fields
        + "Content-Length: "
        + bytes
        + "\r\n\r\n"
        + body(bytes);
  }

  /** What a cache would answer, for a server that only sends bytes. */
  static String cached(Case one) {
    String age = "Age: 1\r\n";
    return switch (one.status) {
      case 304 -> answer("304 Not Modified", 0, age).replace("Content-Length: 0\r\n", "");
      case 206 ->
          answer(
              "206 Partial Content",
              one.bytes,
              age + "Content-Range: bytes 524288-525311/1048576\r\n");
      default -> answer("200 OK", one.bytes, age);
    };
  }
}
