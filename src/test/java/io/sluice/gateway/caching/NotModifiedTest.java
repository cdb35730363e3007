package io.sluice.gateway.caching;

import static io.sluice.gateway.caching.Exchanges.at;
import static io.sluice.gateway.caching.Exchanges.date;
import static io.sluice.gateway.caching.Exchanges.get;
import static io.sluice.gateway.caching.Exchanges.responseAt;
import static io.sluice.gateway.caching.Exchanges.reuse;
import static io.sluice.gateway.caching.Exchanges.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.CacheDecision.Hit;
import io.sluice.gateway.caching.NotModified.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111 §4.3.4, §4.3.5 and §3.2. */
class NotModifiedTest {

  @Test
  void freshensFromTheTimeOfValidation() {
    //  0 stored, max-age=10, Age 3       20 validated, max-age=5         25 stale
    var stored = stored("cache-control", "max-age=10", "age", "3", "etag", "\"a\"", "x", "1");
    var updated = update(stored, "cache-control", "max-age=5", "etag", "\"a\"");
    assertThat(updated.fields())
        .isEqualTo(
            StoredFields.of(
                "cache-control", "max-age=5", "etag", "\"a\"", "x", "1", "date", date(20)));
    assertThat(reuse(get(), updated, 24.9)).isEqualTo(new Hit(updated, 4, 0));
    assertThat(reuse(get(), updated, 25)).isNotInstanceOf(Hit.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "test",
        "content-foo",
        "content-type",
        "expires",
        "set",
        "content-security-policy"
      })
  void updatesFields(String name) {
    var stored = stored("cache-control", "max-age=10", "etag", "\"a\"", name, "old", name, "older");
    var updated = update(stored, name, "new 1", name, "new 2");
    assertThat(updated.fields().all(name)).containsExactly("new 1", "new 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"content-length", "content-encoding", "content-range"})
  void keepsWhatDescribesTheBody(String name) {
    var stored = stored("cache-control", "max-age=10", "etag", "\"a\"", name, "old");
    assertThat(update(stored, name, "new").fields().all(name)).containsExactly("old");
    var without = stored("cache-control", "max-age=10", "etag", "\"a\"");
    assertThat(update(without, name, "new").fields().contains(name)).isFalse();
  }

  @Test
  void takesNoHopByHopFields() {
    var stored = stored("cache-control", "max-age=10", "etag", "\"a\"", "b", "old");
    var updated =
        update(stored, "connection", "b", "b", "new", "keep-alive", "x", "proxy-authenticate", "x");
    assertThat(updated.fields())
        .isEqualTo(
            StoredFields.of(
                "cache-control", "max-age=10", "etag", "\"a\"", "b", "old", "date", date(20)));
  }

  @ParameterizedTest(name = "{0} {1} by {2} {3}: {4}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          "a"   |     | "a"   |     | true
          "a"   |     | "b"   |     | false
          W/"a" |     | W/"a" |     | true
          W/"a" |     | "a"   |     | false
          "a"   |     | W/"a" |     | true
          "a"   | -99 |       | -99 | true
          "a"   | -99 |       | -98 | false
          "a"   | -99 | "a"   | -98 | true
                | -99 |       | -99 | true
                | -99 |       | -98 | false
                | -99 | "a"   | -99 | true
                | -99 | "a"   |     | false
          "a"   |     |       |     | true
                | -99 |       |     | true
          """)
  void mustBeAboutTheSameRepresentation(
      String etag, Long modified, String newEtag, Long newModified, boolean match) {
    var fields = validators(etag, modified).add("cache-control", "max-age=10").build();
    var stored = stored(get(), new ResponseHead(200, fields, at(0), at(0)), CachePolicy.DEFAULT);
    var head = new ResponseHead(304, validators(newEtag, newModified).build(), at(20), at(20));
    var outcome = NotModified.merge(get(), stored, head, CachePolicy.DEFAULT, RuleTags.NONE);
    assertThat(outcome instanceof Outcome.Updated).isEqualTo(match);
    assertThat(outcome instanceof Outcome.Mismatch).isEqualTo(!match);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"cache-control, no-store", "cache-control, private", "vary, *", "set-cookie, a=b"})
  void mayTurnOutUnstorable(String name, String value) {
    var stored = stored("cache-control", "max-age=10", "etag", "\"a\"");
    var head = responseAt(at(20), 304, name, value);
    assertThat(NotModified.merge(get(), stored, head, CachePolicy.DEFAULT, RuleTags.NONE))
        .isInstanceOfSatisfying(
            Outcome.Unstorable.class,
            u -> {
              assertThat(u.response().status()).isEqualTo(200);
              assertThat(u.response().fields().get(name)).isEqualTo(value);
            });
  }

  @Test
  void keepsTheTagsUnlessTheOriginSendsOthers() {
    var stored = stored("cache-control", "max-age=10", "etag", "\"a\"", "surrogate-key", "a b");
    assertThat(update(stored, "x", "y").tags()).containsExactly("t:a", "t:b");
    assertThat(update(stored, "surrogate-key", "c").tags()).containsExactly("t:c");
  }

  @Test
  void takesTheNewVaryWithTheNewRequest() {
    var stored = stored("cache-control", "max-age=10", "etag", "\"a\"");
    var head = responseAt(at(20), 304, "vary", "Foo");
    var outcome =
        NotModified.merge(get("foo", "1"), stored, head, CachePolicy.DEFAULT, RuleTags.NONE);
    assertThat(((Outcome.Updated) outcome).response().vary())
        .isEqualTo(Vary.ofValues(List.of("foo"), List.of("1")));
  }

  @ParameterizedTest(name = "{0} {1}: fresh {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          200 | "a" | 5 | true
          200 | "a" |   | true
          200 | "b" | 5 | false
          200 | "a" | 6 | false
          410 | "a" | 5 | false
          404 |     |   | false
          """)
  void isFreshenedByAMatchingHead(int status, String etag, String length, boolean fresh) {
    var stored =
        stored("cache-control", "max-age=10", "etag", "\"a\"", "content-length", "5", "x", "1");
    var fields = StoredFields.builder().add("cache-control", "max-age=99").add("x", "2");
    if (etag != null) {
      fields.add("etag", etag);
    }
    if (length != null) {
      fields.add("content-length", length);
    }
    var after =
        HeadFreshening.freshen(
            get(),
            stored,
            new ResponseHead(status, fields.build(), at(5), at(5)),
            CachePolicy.DEFAULT,
            RuleTags.NONE);
    assertThat(reuse(get(), after, 20) instanceof Hit).isEqualTo(fresh);
    assertThat(reuse(get(), after, 5) instanceof Hit).isEqualTo(fresh);
    assertThat(after.fields().get("x")).isEqualTo(fresh ? "2" : "1");
  }

  @ParameterizedTest
  @ValueSource(ints = {304, 400, 401, 403, 405, 429, 503})
  void isLeftAloneByAHeadThatSaysNothingAboutIt(int status) {
    var stored = stored("cache-control", "max-age=10");
    var head = responseAt(at(5), status);
    assertThat(HeadFreshening.freshen(get(), stored, head, CachePolicy.DEFAULT, RuleTags.NONE))
        .isSameAs(stored);
  }

  private static StoredResponse update(StoredResponse stored, String... fields) {
    var outcome =
        NotModified.merge(
            get(), stored, responseAt(at(20), 304, fields), CachePolicy.DEFAULT, RuleTags.NONE);
    assertThat(outcome).isInstanceOf(Outcome.Updated.class);
    return ((Outcome.Updated) outcome).response();
  }

  private static StoredFields.Builder validators(String etag, Long modified) {
    var fields = StoredFields.builder();
    if (etag != null) {
      fields.add("etag", etag);
    }
    if (modified != null) {
      fields.add("last-modified", date(modified));
    }
    return fields;
  }
}
