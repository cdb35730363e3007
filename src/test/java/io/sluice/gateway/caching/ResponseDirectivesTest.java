package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111 §5.2.2 and RFC 9213. */
class ResponseDirectivesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          max-age=60                              | 60
          MaX-aGe=60                              | 60
          foobar, max-age=60                      | 60
          max-age="60"                            | 60
          max-age=0060                            | 60
          max-age=2147483647                      | 2147483647
          max-age=2147483648                      | 2147483647
          max-age=99999999999999999999999         | 2147483647
          max-age=60, max-age=1                   | 60
          max-age=1, max-age=60                   | 1
          extension="max-age=60", max-age=1       | 1
          extension="a\\", max-age=60", max-age=1 | 1
          ,, max-age=60 ,,                        | 60
          max-age=-60                             | 0
          max-age='60'                            | 0
          max-age=60.0                            | 0
          max-age=60a                             | 0
          max-age=a60                             | 0
          max-age=6 0                             | 0
          max-age                                 | 0
          max-age=                                | 0
          max-age =60                             | 0
          max-age= 60                             | 0
          max-age=60;x                            | 0
          extension="a, max-age=60                | 0
          xmax-age=60                             | -1
          """)
  void readsMaxAge(String cacheControl, long seconds) {
    assertThat(parse("cache-control", cacheControl).maxAgeSeconds()).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no-store",
        "No-StOrE",
        "a=b,no-store",
        "no-store=x",
        "no-store =\"x\"",
        "x=\"open, no-store",
        "max-age=1 , no-store",
        "\"; no-store, no-store",
        ",no-store;"
      })
  void forbidsEvenWhereTheLineIsBroken(String cacheControl) {
    assertThat(parse("cache-control", cacheControl).noStore()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"public=1", "public;a", "x=\"open, public", "xpublic", "public public"})
  void permitsOnlyByTheLetter(String cacheControl) {
    assertThat(parse("cache-control", cacheControl).isPublic()).isFalse();
  }

  @Test
  void takesQualifiedFormsForTheWholeResponse() {
    var d = parse("cache-control", "no-cache=\"a, b\", private=\"set-cookie\"");
    assertThat(d.noCache()).isTrue();
    assertThat(d.isPrivate()).isTrue();
  }

  @Test
  void readsAllLinesInOrder() {
    var d = parse("cache-control", "max-age=60", "cache-control", "max-age=1, s-maxage=5");
    assertThat(d.maxAgeSeconds()).isEqualTo(60);
    assertThat(d.sMaxageSeconds()).isEqualTo(5);
    assertThat(d.forbidsStale()).isTrue();
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          max-age=60                | cdn-cache-control | 60
          max-age=99999999999       | cdn-cache-control | 2147483647
          max-age=60;a=b, foo       | cdn-cache-control | 60
          max-age=60, max-age=7     | cdn-cache-control | 7
          max-age=-1                | cdn-cache-control | 0
          no-cache                  | cdn-cache-control | -1
          max-age="60"              | cache-control     | 5
          max-age=60.5              | cache-control     | 5
          max-age                   | cache-control     | 5
          MaX-aGe=60                | cache-control     | 5
          max-age=60, &&&&&         | cache-control     | 5
          max-age =60               | cache-control     | 5
          max-age= 60               | cache-control     | 5
          max-age=60,               | cache-control     | 5
          ` `                       | cache-control     | 5
          """)
  void obeysAValidTargetedField(String targeted, String source, long seconds) {
    var d = parse("cache-control", "max-age=5", "cdn-cache-control", targeted);
    assertThat(d.fieldName()).isEqualTo(source);
    assertThat(d.maxAgeSeconds()).isEqualTo(seconds);
  }

  @Test
  void prefersTheFirstTargetedFieldOfTheList() {
    var fields =
        StoredFields.of(
            "cdn-cache-control", "max-age=1", "sluice-cache-control", "", "x-cc", "max-age=3");
    var d =
        ResponseDirectives.parse(
            fields, List.of("sluice-cache-control", "x-cc", "cdn-cache-control"));
    assertThat(d.fieldName()).isEqualTo("x-cc");
    assertThat(d.isTargeted()).isTrue();
  }

  @Test
  void readsTheOtherTypesOfATargetedField() {
    var d = parse("cdn-cache-control", "no-store=?0, private=\"a\", public, must-revalidate=?1");
    assertThat(d.noStore()).isFalse();
    assertThat(d.isPrivate()).isTrue();
    assertThat(d.isPublic()).isTrue();
    assertThat(d.mustRevalidate()).isTrue();
  }

  private static ResponseDirectives parse(String... fields) {
    return ResponseDirectives.parse(StoredFields.of(fields), List.of("cdn-cache-control"));
  }
}
