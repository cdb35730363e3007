package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111 §4.1. */
class VaryTest {

  @ParameterizedTest(name = "{0}: [{1}] = [{2}]: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          Foo             | '1'                 | '1'                    | true
          Foo             | '1'                 | '2'                    | false
          Foo             | '1,2'               | ' 1, 2 '               | true
          Foo             | '1, 2'              | '2, 1'                 | false
          Foo             | 'a'                 | 'A'                    | false
          Foo             | 'a b'               | 'a  b'                 | false
          Foo             | '"a, b"'            | '"a,b"'                | false
          Foo             | ''                  | ' '                    | true
          Accept-Language | 'en, de'            | 'de, en'               | true
          Accept-Language | 'en, de'            | ' eN ,   De'           | true
          Accept-Language | 'en;q=1.0, de'      | 'de,en'                | true
          Accept-Language | 'en;q=0.5, de'      | 'de, en;q=0.50'        | true
          Accept-Language | 'en;q=0.5, de'      | 'de;q=0.5, en'         | false
          Accept-Language | 'en;q=x, de'        | 'de, en;q=x'           | false
          Accept          | 'Text/HTML'         | 'text/html'            | true
          Accept          | 'a/b, c/d'          | 'c/d, a/b'             | false
          Accept          | 'a/b;p="X"'         | 'a/b;p="x"'            | false
          Accept-Encoding | 'gzip, br'          | 'br, GZIP'             | true
          Accept-Encoding | 'gzip;q=0.5, br'    | 'br;q=0.1, gzip'       | true
          Accept-Encoding | 'gzip, br;q=0'      | 'gzip'                 | true
          Accept-Encoding | 'x-gzip'            | 'gzip'                 | true
          Accept-Encoding | 'gzip, identity'    | 'gzip'                 | true
          Accept-Encoding | 'gzip, identity;q=0'| 'gzip'                 | false
          Accept-Encoding | 'gzip, foo'         | 'gzip'                 | false
          Accept-Encoding | '*, gzip;q=0'       | '*'                    | false
          Accept-Encoding | 'gzip'              | 'br'                   | false
          Accept-Encoding | 'gzip'              | ''                     | false
          """)
  void comparesNormalised(String name, String stored, String presented, boolean same) {
    var vary = vary(name, StoredFields.of(name, stored));
    var request = StoredFields.of(name, presented);
    assertThat(vary.matches(request)).isEqualTo(same);
    assertThat(vary.matches(request)).as("the second time").isEqualTo(same);
    assertThat(vary.secondaryKey().equals(Vary.secondaryKey(vary.names(), request)))
        .isEqualTo(same);
  }

  @Test
  void joinsLines() {
    var vary = vary("Foo", StoredFields.of("foo", "1, 2"));
    assertThat(vary.matches(StoredFields.of("foo", "1", "foo", "2"))).isTrue();
    assertThat(vary.matches(StoredFields.of("foo", "1", "foo", "3"))).isFalse();
  }

  @Test
  void tellsAbsentFromPresent() {
    var absent = vary("Foo", StoredFields.EMPTY);
    assertThat(absent.matches(StoredFields.EMPTY)).isTrue();
    assertThat(absent.matches(StoredFields.of("foo", ""))).isFalse();
    assertThat(vary("Foo", StoredFields.of("foo", "")).matches(StoredFields.EMPTY)).isFalse();
  }

  @Test
  void comparesEveryNominatedField() {
    var vary = vary("Foo, Bar ,,BAZ", StoredFields.of("foo", "1", "baz", "3"));
    assertThat(vary.names()).containsExactly("bar", "baz", "foo");
    assertThat(vary.matches(StoredFields.of("baz", "3", "foo", "1", "other", "x"))).isTrue();
    assertThat(vary.matches(StoredFields.of("baz", "3", "foo", "2"))).isFalse();
    assertThat(vary.matches(StoredFields.of("baz", "3", "foo", "1", "bar", "2"))).isFalse();
  }

  @ParameterizedTest(name = "[{0}]")
  @ValueSource(strings = {"*", "*, *", ", *", "Foo, *", "*, Foo", "a b", "\"x\""})
  void matchesNothingWithAStar(String value) {
    var vary = vary(value, StoredFields.of("foo", "1"));
    assertThat(vary.isAny()).isTrue();
    assertThat(vary.matches(StoredFields.of("foo", "1"))).isFalse();
    assertThat(vary.matches(StoredFields.of("*", Vary.ABSENT))).isFalse();
  }

  @Test
  void matchesEverythingWithoutVary() {
    assertThat(vary("", StoredFields.EMPTY)).isSameAs(Vary.NONE);
    assertThat(Vary.NONE.matches(StoredFields.of("foo", "1"))).isTrue();
  }

  @Property
  void isReadBackFromItsPlainValues(@ForAll String a, @ForAll String b) {
    var request = StoredFields.of("a", a, "accept-encoding", b);
    var vary = Vary.ofNames(List.of("a", "accept-encoding", "c"), request);
    assertThat(Vary.ofValues(vary.names(), vary.values())).isEqualTo(vary);
    assertThat(vary.matches(request)).isTrue();
  }

  @Property
  void normalisesOnce(@ForAll @CharRange(from = ' ', to = 'z') String value) {
    for (String name : List.of("x", "accept", "accept-encoding", "accept-language")) {
      String once = VaryNormaliser.normalise(name, value);
      if (!name.equals("accept-language")) { // it writes weights in a form of its own
        assertThat(VaryNormaliser.normalise(name, once)).isEqualTo(once);
      }
    }
  }

  private static Vary vary(String value, Fields request) {
    return Vary.of(StoredFields.of("vary", value), request);
  }
}
