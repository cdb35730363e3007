package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodingTermsTest {
  private static final CodingTerms TERMS = new CodingTerms(type -> type.startsWith("text/"), 100);

  private static boolean cover(String... fields) {
    return TERMS.cover(200, StoredFields.of(fields), 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "Text/HTML", "text/html; charset=utf-8", " text/html ;q"})
  void theTypeCountsWithoutCaseAndParameters(String type) {
    assertThat(cover("Content-Type", type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/png", "", "application/x;a=text/html"})
  void otherTypesDoNot(String type) {
    assertThat(cover("Content-Type", type)).isFalse();
    assertThat(cover()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 203, 300, 403, 404, 500})
  void wholeContentOfAnyStatusIs(int status) {
    assertThat(TERMS.cover(status, StoredFields.of("content-type", "text/x"), 100)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 204, 205, 206, 304})
  void partsAndNothingAreNot(int status) {
    assertThat(TERMS.cover(status, StoredFields.of("content-type", "text/x"), 100)).isFalse();
  }

  @Test
  void aLengthThatIsNotKnownMayBeEnough() {
    var fields = StoredFields.of("content-type", "text/x");
    assertThat(TERMS.cover(200, fields, -1)).isTrue();
    assertThat(TERMS.cover(200, fields, 99)).isFalse();
  }

  @Test
  void whatIsCodedOrAPartIsLeftAlone() {
    assertThat(cover("content-type", "text/x", "content-encoding", "gzip")).isFalse();
    assertThat(cover("content-type", "text/x", "content-encoding", "identity")).isFalse();
    assertThat(cover("content-type", "text/x", "content-range", "bytes */9")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-transform", "max-age=60,No-Transform", "no-transform=\"x\""})
  void noTransformForbids(String directives) {
    assertThat(cover("content-type", "text/x", "cache-control", directives)).isFalse();
  }

  @Test
  void whatOnlyLooksLikeItDoesNot() {
    assertThat(cover("content-type", "text/x", "cache-control", "x=\"a, no-transform\"")).isTrue();
    assertThat(cover("content-type", "text/x", "cache-control", "max-age=1")).isTrue();
  }
}
