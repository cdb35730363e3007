package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 §8.8.3. */
class EntityTagTest {

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "W/\"a\"", "\"\"", "\"abcdefü\"", "\"a,b\"", "\"a\\b\""})
  void printsWhatItRead(String text) {
    assertThat(EntityTag.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "w/\"a\"", "W\\\"a\"", "W\"a\"", "\"a", "\"a\"b", "\"a b\"", "W/", "\""})
  void takesInvalidOnesForAbsent(String text) {
    assertThat(EntityTag.parse(text)).isNull();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      quoteCharacter = '\'',
      textBlock =
          """
          W/"1", W/"1", false, true
          W/"1", W/"2", false, false
          W/"1", "1",   false, true
          "1",   "1",   true,  true
          """)
  void comparesAsTheTableOfTheRfcSays(String a, String b, boolean strong, boolean weak) {
    assertThat(tag(a).matchesStrongly(tag(b))).isEqualTo(strong);
    assertThat(tag(a).matchesWeakly(tag(b))).isEqualTo(weak);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          "x"                    | true
          "1", "x", "2"          | true
          "1","2" , W/"x"        | true
          ,, "x",                | true
          "1", "2"               | false
          x                      | false
          "y, x"                 | false
          W"x"                   | false
          junk "x", "z"          | false
          "1" "x"                | true
          """)
  void findsItselfInLists(String list, boolean found) {
    assertThat(tag("\"x\"").isInListWeakly(list)).isEqualTo(found);
  }

  private static EntityTag tag(String text) {
    return Objects.requireNonNull(EntityTag.parse(text));
  }
}
