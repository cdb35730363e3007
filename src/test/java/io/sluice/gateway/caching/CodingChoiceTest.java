package io.sluice.gateway.caching;

import static io.sluice.gateway.caching.ContentCoding.BR;
import static io.sluice.gateway.caching.ContentCoding.GZIP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 §12.5.3. */
class CodingChoiceTest {
  private static final CodingChoice BOTH = new CodingChoice(EnumSet.allOf(ContentCoding.class));
  private static final CodingChoice GZIP_ONLY = new CodingChoice(Set.of(GZIP));

  private static String choose(CodingChoice choice, String acceptEncoding) {
    var coding = choice.of(StoredFields.of("Accept-Encoding", acceptEncoding));
    return coding == null ? "identity" : coding.token();
  }

  @ParameterizedTest(name = "[{0}]: {1}, without br {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          'gzip, deflate, br, zstd'           | br       | gzip
          'gzip'                              | gzip     | gzip
          'br'                                | br       | identity
          'GZip'                              | gzip     | gzip
          'x-gzip'                            | gzip     | gzip
          'br;q=0.5, gzip;q=0.8'              | gzip     | gzip
          'br;q=0.8, gzip;q=0.8'              | br       | gzip
          'br;q=0, gzip;q=0.001'              | gzip     | gzip
          'gzip;q=0'                          | identity | identity
          'gzip;q=0, br;q=0.000'              | identity | identity
          '*'                                 | br       | gzip
          '*;q=0'                             | identity | identity
          '*;q=0, gzip'                       | gzip     | gzip
          'br;q=0, *'                         | gzip     | gzip
          'gzip;q=0.3, *;q=0.5'               | br       | identity
          'identity'                          | identity | identity
          'identity, gzip'                    | gzip     | gzip
          'identity, gzip;q=0.9'              | identity | identity
          'identity;q=0.5, gzip;q=0.9'        | gzip     | gzip
          'identity;q=0, gzip;q=0.1'          | gzip     | gzip
          'identity;q=0'                      | identity | identity
          'identity;q=1, *;q=0'               | identity | identity
          'deflate, zstd'                     | identity | identity
          'gzip;q=0, gzip;q=1'                | gzip     | gzip
          ' gzip ; q=0.5 , br ; q=0.4 '       | gzip     | gzip
          'gzip;q=2'                          | identity | identity
          'gzip;q=0.1234'                     | identity | identity
          'gzip;level=9'                      | identity | identity
          'gz ip'                             | identity | identity
          ','                                 | identity | identity
          ''                                  | identity | identity
          """)
  void theHeaviestThatThereIs(String acceptEncoding, String expected, String withoutBr) {
    assertThat(choose(BOTH, acceptEncoding)).isEqualTo(expected);
    assertThat(choose(BOTH, acceptEncoding)).as("the second time").isEqualTo(expected);
    assertThat(choose(GZIP_ONLY, acceptEncoding)).isEqualTo(withoutBr);
  }

  @Test
  void withoutTheFieldNothingIsCoded() {
    assertThat(BOTH.of(StoredFields.EMPTY)).isNull();
  }

  @Test
  void severalLinesAreOneList() {
    var request = StoredFields.of("Accept-Encoding", "gzip;q=0.5", "Accept-Encoding", "br;q=0.4");
    assertThat(BOTH.of(request)).isEqualTo(GZIP);
  }

  @Test
  void withNothingOfferedNothingIsChosen() {
    assertThat(choose(new CodingChoice(Set.of()), "gzip, br")).isEqualTo("identity");
  }

  record Preference(String token, int q) {}

  /** Whatever is chosen is acceptable, and nothing acceptable weighs more. */
  @Property
  void noAcceptableCodingWeighsMoreThanTheChosen(
      @ForAll("preferences") List<Preference> preferences) {
    var members = new ArrayList<String>();
    preferences.forEach(
        p -> members.add("%s;q=%d.%03d".formatted(p.token, p.q / 1000, p.q % 1000)));
    var request = StoredFields.of("accept-encoding", String.join(", ", members));
    var chosen = BOTH.of(request);

    int identity = weight(preferences, "identity");
    int br = weight(preferences, "br");
    int gzip = weight(preferences, "gzip");
    int won = chosen == null ? Math.max(0, identity) : chosen == BR ? br : gzip;
    assertThat(won).isGreaterThanOrEqualTo(Math.max(br, gzip));
    if (chosen != null) {
      assertThat(won).isPositive().isGreaterThanOrEqualTo(identity);
    }
    assertThat(chosen == GZIP && br == gzip).as("br is preferred").isFalse();
    assertThat(choose(new CodingChoice(EnumSet.allOf(ContentCoding.class)), joined(request)))
        .as("remembers the right one")
        .isEqualTo(chosen == null ? "identity" : chosen.token());
  }

  private static String joined(StoredFields request) {
    return String.valueOf(request.joined("accept-encoding"));
  }

  private static int weight(List<Preference> preferences, String token) {
    @Nullable Integer own = null;
    int any = -1;
    for (var p : preferences) {
      if (p.token.equals(token)) {
        own = Math.max(own == null ? -1 : own, p.q);
      } else if (p.token.equals("*")) {
        any = Math.max(any, p.q);
      }
    }
    return own == null ? any : own;
  }

  @Provide
  Arbitrary<List<Preference>> preferences() {
    var token = Arbitraries.of("br", "gzip", "identity", "*", "deflate", "zstd");
    var q = Arbitraries.oneOf(Arbitraries.of(0, 1000), Arbitraries.integers().between(0, 1000));
    return Combinators.combine(token, q).as(Preference::new).list().ofMinSize(1).ofMaxSize(6);
  }

  @Property
  void nothingThatAClientSendsThrows(@ForAll String text) {
    choose(BOTH, text);
  }
}
