package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource({
    "/, /, true",
    "/, /a, false",
    "/a, /a/, false",
    "/a/, /a/, true",
    "/a, /A, false",
    "/articles/{id}, /articles/7, true",
    "/articles/{id}, /articles/, false",
    "/articles/{id}, /articles/7/x, false",
    "/img/*.png, /img/a.png, true",
    "/img/*.png, /img/.png, true",
    "/img/*.png, /img/a/b.png, false",
    "/img/*, /img/, true",
    "/a*b*c, /abbbc, true",
    "/a*b*c, /acb, false",
    "/{a}-{b}.html, /x-y-z.html, true",
    "/{a}-{b}.html, /x-.html, false",
    "/api/**, /api, true",
    "/api/**, /api/, true",
    "/api/**, /api/a/b/c, true",
    "/api/**, /apis, false",
    "/**, /, true",
    "/**/x, /x, true",
    "/**/x, /a/b/x, true",
    "/**/x, /a/x/b, false",
    "/a/**/b/**/c, /a/b/b/x/c, true",
    "/a/**/b/c, /a/b/x/b/c, true",
    "/a/**/b/c, /a/b/c/b, false",
    "/**, '*', false",
  })
  void matches(String pattern, String path, boolean expected) {
    assertThat(PathPattern.compile(pattern).matches(path)).isEqualTo(expected);
    assertThat(PathPattern.compile(pattern).captures(path).isPresent()).isEqualTo(expected);
  }

  @Test
  void capturesTakeAsLittleAsPossibleFromTheLeft() {
    var pattern = PathPattern.compile("/{lang}/**/{a}-{b}.html");
    assertThat(pattern.captureNames()).containsExactly("lang", "a", "b");
    assertThat(pattern.captures("/en/x/y/p-q-r.html"))
        .contains(Map.of("lang", "en", "a", "p", "b", "q-r"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "/{", "/{}", "/{a", "/{a b}", "/{a}{b}", "/{a}*", "/a**", "/{a}/{a}"})
  void whatIsNoPatternIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathPattern.compile(text))
        .withMessageStartingWith("a path pattern");
  }

  @Test
  void noInputMakesMatchingExplode() {
    var segment = PathPattern.compile("/" + "*a".repeat(200) + "b");
    var segments = PathPattern.compile("/**/a".repeat(200) + "/b");
    var glob = new Glob("*a".repeat(500) + "b");
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertThat(segment.matches("/" + "a".repeat(100_000))).isFalse();
          assertThat(segments.matches("/a".repeat(50_000))).isFalse();
          assertThat(glob.matches("a".repeat(100_000))).isFalse();
        });
  }

  @Provide
  Arbitrary<String> patterns() {
    var piece = Arbitraries.of("a", "b", "ab", "*");
    var segment =
        piece.list().ofMaxSize(4).map(list -> String.join("", list).replaceAll("\\*+", "*"));
    return segments(Arbitraries.oneOf(segment, Arbitraries.just("**")));
  }

  @Provide
  Arbitrary<String> paths() {
    return segments(Arbitraries.strings().withChars("ab").ofMaxLength(4));
  }

  private static Arbitrary<String> segments(Arbitrary<String> segment) {
    return segment.list().ofMinSize(1).ofMaxSize(5).map(list -> "/" + String.join("/", list));
  }

  @Property(tries = 3000)
  void agreesWithTheSameRegularExpression(
      @ForAll("patterns") String pattern, @ForAll("paths") String path) {
    var regex =
        Pattern.compile(
            pattern
                .replaceAll("(?<!\\*)\\*(?!\\*)", "[^/]<")
                .replace("/**", "(/[^/]<)<")
                .replace('<', '*'));
    assertThat(PathPattern.compile(pattern).matches(path)).isEqualTo(regex.matcher(path).matches());
  }

  @Property(tries = 1000)
  void aPatternBuiltFromAPathCapturesItsSegments(@ForAll("paths") String path) {
    var segments = List.of(path.substring(1).split("/", -1));
    var text = new StringBuilder();
    for (var i = 0; i < segments.size(); i++) {
      text.append(segments.get(i).isEmpty() ? "/" : "/{s" + i + "}");
    }
    var captures = PathPattern.compile(text.toString()).captures(path).orElseThrow();
    captures.forEach(
        (name, value) ->
            assertThat(value).isEqualTo(segments.get(Integer.parseInt(name.substring(1)))));
  }

  @Provide
  Arbitrary<List<String>> globAndText() {
    var glob = Arbitraries.strings().withChars("ab*").ofMaxLength(8);
    var text = Arbitraries.strings().withChars("ab").ofMaxLength(8);
    return Combinators.combine(glob, text).as(List::of);
  }

  @Property(tries = 3000)
  void aGlobAgreesWithTheSameRegularExpression(@ForAll("globAndText") List<String> pair) {
    var regex = pair.get(0).replaceAll("\\*+", ".*");
    assertThat(new Glob(pair.get(0)).matches(pair.get(1))).isEqualTo(pair.get(1).matches(regex));
  }
}
