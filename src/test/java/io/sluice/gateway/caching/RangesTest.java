package io.sluice.gateway.caching;

import static io.sluice.gateway.caching.Exchanges.T0;
import static io.sluice.gateway.caching.Exchanges.date;
import static io.sluice.gateway.caching.Exchanges.get;
import static io.sluice.gateway.caching.Exchanges.request;
import static io.sluice.gateway.caching.Exchanges.response;
import static io.sluice.gateway.caching.Exchanges.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.Ranges.ByteRange;
import io.sluice.gateway.caching.Ranges.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 §14. */
class RangesTest {
  private static final StoredResponse STORED =
      stored("cache-control", "max-age=9", "etag", "\"a\"");

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bytes=0-1              | 0-1
          Bytes=0-0              | 0-0
          bytes=1-               | 1-9
          bytes=-1               | 9-9
          bytes=-99              | 0-9
          bytes=3-99             | 3-9
          bytes= 2-3 ,           | 2-3
          bytes=0-99999999999999999999999 | 0-9
          bytes=0-1,8-9          | 0-1 8-9
          bytes=8-9, 0-1, 99-    | 8-9 0-1
          bytes=0-1,99-          | 0-1
          bytes=10-              | unsatisfiable
          bytes=10-12,-0         | unsatisfiable
          bytes=99999999999999999999999- | unsatisfiable
          bytes=3-2              | whole
          bytes=                 | whole
          bytes=,                | whole
          bytes=-                | whole
          bytes=x-1              | whole
          bytes=1-x              | whole
          bytes=1                | whole
          bytes 0-1              | whole
          bytes=0-1,x            | whole
          items=0-1              | whole
          bytes=0-4,4-5          | whole
          bytes=0-4,5-9          | whole
          bytes=0-,0-,0-         | whole
          bytes=+1-2             | whole
          bytes=--1              | whole
          """)
  void selects(String range, String expected) {
    assertThat(text(Ranges.evaluate(get("range", range), STORED, 10, T0))).isEqualTo(expected);
  }

  @Test
  void answersTooManyRangesWithTheWhole() {
    var range = new StringBuilder("bytes=");
    for (int i = 0; i < 16; i++) {
      range.append(2 * i).append('-').append(2 * i).append(',');
    }
    assertThat(Ranges.evaluate(get("range", range.toString()), STORED, 1000, T0))
        .isInstanceOf(Outcome.Multiple.class);
    assertThat(Ranges.evaluate(get("range", range + "900-"), STORED, 1000, T0))
        .isInstanceOf(Outcome.Whole.class);
  }

  @ParameterizedTest(name = "If-Range {0}: partial {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          "a"   | true
          W/"a" | false
          "b"   | false
          a     | false
          *     | false
          """)
  void needsAStronglyMatchingEntityTag(String condition, boolean partial) {
    var request = get("range", "bytes=0-1", "if-range", condition);
    assertThat(Ranges.evaluate(request, STORED, 10, T0) instanceof Outcome.Single)
        .isEqualTo(partial);
  }

  @ParameterizedTest(name = "modified {0}, If-Range {1}: partial {2}")
  @CsvSource({"-99, -99, true", "-99, -98, false", "-99, -100, false", "-59, -59, false"})
  void needsTheSameStrongDate(long modified, long condition, boolean partial) {
    var stored =
        stored("cache-control", "max-age=9", "last-modified", date(modified), "date", date(0));
    var request = get("range", "bytes=0-1", "if-range", date(condition));
    assertThat(Ranges.evaluate(request, stored, 10, T0) instanceof Outcome.Single)
        .isEqualTo(partial);
  }

  @Test
  void concernsSuccessfulGetsOnly() {
    var head = request("HEAD", "https://shop.example/", "range", "bytes=0-1");
    assertThat(Ranges.evaluate(head, STORED, 10, T0)).isInstanceOf(Outcome.Whole.class);
    assertThat(Ranges.evaluate(get(), STORED, 10, T0)).isInstanceOf(Outcome.Whole.class);
    var missing = stored(get(), response(404, "cache-control", "max-age=9"), CachePolicy.DEFAULT);
    assertThat(Ranges.evaluate(get("range", "bytes=0-1"), missing, 10, T0))
        .isInstanceOf(Outcome.Whole.class);
  }

  @Property
  void staysWithinTheBody(
      @ForAll @CharRange(from = '0', to = '9') @Chars({'-', ',', ' ', '='}) String spec,
      @ForAll @LongRange(min = 0, max = 1000) long length) {
    var outcome = Ranges.evaluate(get("range", "bytes=" + spec), STORED, length, T0);
    List<ByteRange> ranges =
        outcome instanceof Outcome.Multiple multiple
            ? multiple.ranges()
            : outcome instanceof Outcome.Single single ? List.of(single.range()) : List.of();
    assertThat(ranges).allMatch(r -> 0 <= r.first() && r.first() <= r.last() && r.last() < length);
    assertThat(ranges.stream().mapToLong(ByteRange::length).sum()).isLessThanOrEqualTo(length);
  }

  @Test
  void laysOutSeveralParts() {
    var ranges = List.of(new ByteRange(0, 1), new ByteRange(8, 9));
    var layout = MultipartRanges.of(ranges, "text/plain", 10, "b0");
    var body = new StringBuilder();
    for (var part : layout.parts()) {
      body.append(new String(part.header(), StandardCharsets.US_ASCII));
      body.append("0123456789", (int) part.range().first(), (int) part.range().last() + 1);
    }
    body.append(new String(layout.closing(), StandardCharsets.US_ASCII));
    assertThat(body.toString())
        .isEqualTo(
            """

            --b0
            Content-Type: text/plain
            Content-Range: bytes 0-1/10

            01
            --b0
            Content-Type: text/plain
            Content-Range: bytes 8-9/10

            89
            --b0--
            """
                .replace("\n", "\r\n"));
    assertThat(layout.contentLength()).isEqualTo(body.length());
    assertThat(layout.contentType()).isEqualTo("multipart/byteranges; boundary=b0");
  }

  private static String text(Outcome outcome) {
    if (outcome instanceof Outcome.Single single) {
      return text(single.range());
    }
    if (outcome instanceof Outcome.Multiple multiple) {
      return String.join(" ", multiple.ranges().stream().map(RangesTest::text).toList());
    }
    return outcome instanceof Outcome.Unsatisfiable ? "unsatisfiable" : "whole";
  }

  private static String text(ByteRange range) {
    return range.first() + "-" + range.last();
  }
}
