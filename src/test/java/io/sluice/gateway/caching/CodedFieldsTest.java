package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodedFieldsTest {

  @ParameterizedTest(name = "[{0}] becomes [{1}]")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Origin                    | Origin, Accept-Encoding
          accept-ENCODING           | accept-ENCODING
          Origin , Accept-Encoding  | Origin , Accept-Encoding
          *                         | *
          Accept-Encoding-X         | Accept-Encoding-X, Accept-Encoding
          """)
  void varyNamesAcceptEncodingOnce(String origins, String expected) {
    var varied = CodedFields.varied(StoredFields.of("vary", origins));
    assertThat(varied.all("vary")).containsExactly(expected);
    assertThat(CodedFields.varied(varied)).isEqualTo(varied);
  }

  @Test
  void varyIsAddedWhereThereIsNoneAndJoinedWhereThereAreSeveral() {
    assertThat(CodedFields.varied(StoredFields.EMPTY).get("vary")).isEqualTo("Accept-Encoding");
    assertThat(CodedFields.varied(StoredFields.of("vary", "A", "x", "y", "vary", "B")).all("vary"))
        .containsExactly("A, B, Accept-Encoding");
  }

  @Test
  void theCodedFormHasFieldsOfItsOwn() {
    var coded =
        CodedFields.coded(
            StoredFields.of(
                "content-type", "text/html",
                "etag", "\"v\"",
                "content-length", "4000",
                "accept-ranges", "bytes",
                "content-md5", "x",
                "content-digest", "x",
                "repr-digest", "x",
                "digest", "x",
                "last-modified", "yesterday"),
            ContentCoding.BR);

    assertThat(coded)
        .isEqualTo(
            StoredFields.of(
                "content-type", "text/html",
                "etag", "W/\"v\"",
                "last-modified", "yesterday",
                "vary", "Accept-Encoding",
                "content-encoding", "br"));
  }

  @Test
  void aWeakTagStaysAndWhatIsNoneToo() {
    assertThat(CodedFields.codedNotModified(StoredFields.of("etag", "W/\"v\"")).get("etag"))
        .isEqualTo("W/\"v\"");
    assertThat(CodedFields.codedNotModified(StoredFields.of("etag", "v")).get("etag"))
        .isEqualTo("v");
  }

  @ParameterizedTest(name = "If-None-Match: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          'W/"v"'        | 'W/"v"'
          '"a", W/"v"'   | 'W/"v"'
          '"v"'          | '"v"'
          'W/"w"'        | '"v"'
          '*'            | '"v"'
          """)
  void anOrigins304NamesTheTagAsTheClientHasIt(String condition, String expected) {
    var passed =
        CodedFields.passedNotModified(
            StoredFields.of("if-none-match", condition), StoredFields.of("etag", "\"v\""));
    assertThat(passed.get("etag")).isEqualTo(expected);
    assertThat(passed.contains("vary")).isEqualTo(expected.startsWith("W/"));
  }

  @Test
  void onlyADateCanMistakeACodedFormForTheOrigins() {
    assertThat(CodedFields.mayResumeCoded(StoredFields.of("if-range", "\"v\""))).isFalse();
    assertThat(CodedFields.mayResumeCoded(StoredFields.of("if-range", "W/\"v\""))).isFalse();
    assertThat(CodedFields.mayResumeCoded(StoredFields.of("if-range", "Mon, 02 Jan"))).isTrue();
    assertThat(CodedFields.mayResumeCoded(StoredFields.EMPTY)).isFalse();
  }
}
