import java.util.Arrays;
import java.util.List;

/** What is asked for, and what must come. README.md says why each of them. */
enum Case {
  HIT_1K("hit-1k", "hit, 1 KiB", Setting.PLAIN, Wire.H1, Urls.ONE, "/1024/page", 200, 1024),
  HIT_16K("hit-16k", "hit, 16 KiB", Setting.PLAIN, Wire.H1, Urls.ONE, "/16384/page", 200, 16_384),
  NOT_MODIFIED(
      "not-modified",
      "304 on If-None-Match",
      Setting.PLAIN,
      Wire.H1,
      Urls.ONE,
      "/1024/page",
      304,
      0,
      "If-None-Match: " + Pages.ETAG),
  VARY(
      "vary",
      "hit among three variants",
      Setting.PLAIN,
      Wire.H1,
      Urls.ONE,
      "/1024/vary",
      200,
      1024,
      "Accept-Encoding: gzip"),
  RANGE(
      "range",
      "1 KiB of 1 MiB",
      Setting.PLAIN,
      Wire.H1,
      Urls.ONE,
      "/1048576/page",
      206,
      1024,
      "Range: bytes=524288-525311"),
  H2C("h2c", "hit, HTTP/2", Setting.PLAIN, Wire.H2C, Urls.ONE, "/1024/page", 200, 1024),
  TLS("tls", "hit, TLS", Setting.TLS, Wire.H1_TLS, Urls.ONE, "/1024/page", 200, 1024),
  TLS_H2("tls-h2", "hit, HTTP/2, TLS", Setting.TLS, Wire.H2_TLS, Urls.ONE, "/1024/page", 200, 1024),
  MANY("many", "hit among many URLs", Setting.MANY, Wire.H1, Urls.DRAWN, "/1024/u1", 200, 1024),
  MISS("miss", "miss", Setting.MISS, Wire.H1, Urls.FRESH, "/1024/", 200, 1024),
  MISS_ALONE(
      "miss-alone", "miss, 1 connection", Setting.MISS, Wire.H1, Urls.FRESH, "/1024/", 200, 1024),
  REDIS("redis", "hit in Redis", Setting.REDIS, Wire.H1, Urls.DRAWN, "/1024/u1", 200, 1024);

  /** What servers are started with; each is started anew for each. */
  enum Setting {
    PLAIN,
    TLS,
    MANY,
    MISS,
    REDIS
  }

  enum Wire {
    H1,
    H2C,
    H1_TLS,
    H2_TLS;

    boolean h2() {
      return this == H2C || this == H2_TLS;
    }

    boolean tls() {
      return this == H1_TLS || this == H2_TLS;
    }
  }

  enum Urls {
    /** One, again and again. */
    ONE,
    /** Those of a file of numbers. */
    DRAWN,
    /** Never the same again. */
    FRESH
  }

  private static final int CONNECTIONS = 64;

  final String id;
  final String text;
  final Setting setting;
  final Wire wire;
  final Urls urls;
  final String path;
  final int status;
  final int bytes;
  final List<String> fields;

  Case(
      String id,
      String text,
      Setting setting,
      Wire wire,
      Urls urls,
      String path,
      int status,
      int bytes,
      String... fields) {
    this.id = id;
    this.text = text;
    this.setting = setting;
    this.wire = wire;
    this.urls = urls;
    this.path = path;
    this.status = status;
    this.bytes = bytes;
    this.fields = List.of(fields);
  }

  int connections() {
    return this == MISS_ALONE ? 1 : CONNECTIONS;
  }

  /**
   * Whether {@code h2load} sends the requests: {@code wrk} knows no HTTP/2, and waits for a body
   * after a 304 with a Content-Length, which a 304 may have.
   */
  boolean byH2load() {
    return wire.h2() || status == 304;
  }

  /** Whether the origin must hear of each request, instead of none. */
  boolean misses() {
    return urls == Urls.FRESH;
  }

  static List<String> ids() {
    return Arrays.stream(values()).map(one -> one.id).toList();
  }
}
