package io.sluice.gateway.caching;

import static io.sluice.gateway.caching.Exchanges.T0;
import static io.sluice.gateway.caching.Exchanges.date;
import static io.sluice.gateway.caching.Exchanges.get;
import static io.sluice.gateway.caching.Exchanges.request;
import static io.sluice.gateway.caching.Exchanges.response;
import static io.sluice.gateway.caching.Exchanges.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.Preconditions.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 §13, RFC 9111 §4.3.1 and §4.3.2. */
class PreconditionsTest {

  @ParameterizedTest(name = "ETag {0}, If-None-Match {1}: not modified {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          "a"   | "a"             | true
          "a"   | W/"a"           | true
          W/"a" | W/"a"           | true
          W/"a" | "a"             | true
          "a"   | "b"             | false
          "a"   | "b", "c", "a"   | true
          "a"   | *               | true
          x     | *               | true
          a     | a               | false
          a     | "a"             | false
          "a"   | a               | false
          """)
  void comparesEntityTagsWeakly(String etag, String condition, boolean notModified) {
    var stored = stored("cache-control", "max-age=9", "etag", etag);
    assertThat(isNotModified(get("if-none-match", condition), stored)).isEqualTo(notModified);
  }

  @Test
  void readsAllLinesOfIfNoneMatch() {
    var stored = stored("cache-control", "max-age=9", "etag", "\"a\"");
    assertThat(isNotModified(get("if-none-match", "\"b\"", "if-none-match", "\"a\""), stored))
        .isTrue();
  }

  @Test
  void looksAtDatesOnlyWithoutIfNoneMatch() {
    var stored =
        stored("cache-control", "max-age=9", "etag", "\"a\"", "last-modified", date(-5000));
    var matching = get("if-none-match", "\"a\"", "if-modified-since", date(-10_000));
    var differing = get("if-none-match", "\"b\"", "if-modified-since", date(0));
    assertThat(isNotModified(matching, stored)).isTrue();
    assertThat(isNotModified(differing, stored)).isFalse();
  }

  @ParameterizedTest(name = "Last-Modified {0}, since {1}: {2}")
  @CsvSource(
      textBlock =
          """
          -3000, -3000, true
          -3000, -2000, true
          -3000, -3001, false
          ,      0,     true
          ,      -1,    false
          """)
  void comparesDates(Long modified, long since, boolean notModified) {
    var fields = StoredFields.builder().add("cache-control", "max-age=9").add("date", date(0));
    if (modified != null) {
      fields.add("last-modified", date(modified));
    }
    var stored = stored(get(), new ResponseHead(200, fields.build(), T0, T0), CachePolicy.DEFAULT);
    assertThat(isNotModified(get("if-modified-since", date(since)), stored)).isEqualTo(notModified);
  }

  @Test
  void readsObsoleteDatesAndIgnoresInvalidOnes() {
    var stored =
        stored("cache-control", "max-age=9", "last-modified", "Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(isNotModified(get("if-modified-since", "Sunday, 06-Nov-94 08:49:37 GMT"), stored))
        .isTrue();
    assertThat(isNotModified(get("if-modified-since", "soon"), stored)).isFalse();
  }

  @Test
  void concernsSuccessfulReadsOnly() {
    var missing =
        stored(
            get(),
            response(404, "cache-control", "max-age=9", "etag", "\"a\""),
            CachePolicy.DEFAULT);
    assertThat(isNotModified(get("if-none-match", "\"a\""), missing)).isFalse();
    var stored = stored("cache-control", "max-age=9", "etag", "\"a\"");
    var uri = "https://shop.example/";
    assertThat(isNotModified(request("HEAD", uri, "if-none-match", "\"a\""), stored)).isTrue();
    assertThat(isNotModified(request("POST", uri, "if-none-match", "\"a\""), stored)).isFalse();
    assertThat(isNotModified(get(), stored)).isFalse();
  }

  @Test
  void carriesWhatA304Must() {
    var stored =
        stored(
            "cache-control", "max-age=9",
            "etag", "\"a\"",
            "last-modified", date(-5000),
            "content-type", "text/plain",
            "content-length", "5",
            "content-location", "/x",
            "expires", date(9),
            "vary", "Foo",
            "x-other", "1",
            "date", date(0));
    assertThat(Preconditions.evaluate(get("if-none-match", "*"), stored, T0))
        .isEqualTo(
            new Outcome.NotModified(
                StoredFields.of(
                    "cache-control", "max-age=9",
                    "etag", "\"a\"",
                    "content-location", "/x",
                    "expires", date(9),
                    "vary", "Foo",
                    "date", date(0))));
    var untagged = stored("cache-control", "max-age=9", "last-modified", date(-5000));
    assertThat(untagged.notModifiedFields().get("last-modified")).isEqualTo(date(-5000));
  }

  @Test
  void validatesWithBothValidators() {
    assertThat(conditions(stored("etag", "W/\"a\"", "last-modified", "Sun Nov  6 08:49:37 1994")))
        .containsExactly(
            Map.entry("if-none-match", "W/\"a\""),
            Map.entry("if-modified-since", "Sun Nov  6 08:49:37 1994"));
    assertThat(conditions(stored("etag", "a", "last-modified", date(-9))))
        .containsExactly(Map.entry("if-modified-since", date(-9)));
    assertThat(conditions(stored("cache-control", "max-age=9", "last-modified", "x"))).isEmpty();
  }

  private static Map<String, String> conditions(StoredResponse stored) {
    Map<String, String> fields = new LinkedHashMap<>();
    Revalidation.conditions(stored, fields::put);
    return fields;
  }

  private static boolean isNotModified(RequestHead request, StoredResponse stored) {
    return Preconditions.evaluate(request, stored, T0) instanceof Outcome.NotModified;
  }
}
