package io.sluice.gateway.verticle.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AlternativesTest {
  private static final String SPECIAL = ".\\+*?[^]$(){}=!<>|:-#/";

  @Provide
  Arbitrary<List<String>> tags() {
    return Arbitraries.strings()
        .withChars(SPECIAL + "ab1_ ")
        .ofMinLength(1)
        .ofMaxLength(8)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  /** In every form in which a client quotes its tags, they come out as they went in. */
  @Property
  void areWhatTheClientQuoted(@ForAll("tags") List<String> tags, @ForAll Form form) {
    var quoted = tags.stream().map(AlternativesTest::quoted).toList();
    assertThat(Alternatives.of("f", form.of(quoted)))
        .containsExactlyElementsOf(tags.stream().map(AlternativesTest::asSent).toList());
  }

  enum Form {
    BARE,
    GROUP,
    ANCHORED,
    ENDS,
    SINGLY;

    String of(List<String> quoted) {
      String all = String.join("|", quoted);
      return switch (this) {
        case BARE -> all;
        case GROUP -> "(" + all + ")(,.+)?$";
        case ANCHORED -> "(^|,)(" + all + ")(,|$)";
        case ENDS -> "(" + all + ")($|\\,)";
        case SINGLY ->
            quoted.stream().map(t -> "((^|,)" + t + "(,|$))").collect(Collectors.joining("|"));
      };
    }
  }

  /** Quotes as PHP's preg_quote does. */
  private static String quoted(String tag) {
    var quoted = new StringBuilder();
    for (char c : asSent(tag).toCharArray()) {
      quoted.append(SPECIAL.indexOf(c) >= 0 && c != '/' ? "\\" + c : "" + c);
    }
    return quoted.toString();
  }

  /** A field's value has no white space at its ends. */
  private static String asSent(String tag) {
    return tag.replace(' ', '_');
  }

  /** Whatever is sent, each name is one that some literal stands for, or all is refused. */
  @Property
  void areNamesOrNothing(@ForAll("patterns") String pattern) {
    try {
      assertThat(Alternatives.of("f", pattern)).isNotEmpty().doesNotContain("");
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageContaining("no other regular expressions");
      assertThat(refused.getMessage()).hasSizeLessThan(400);
    }
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars("(),|^$\\.*+?a ").ofMaxLength(200);
  }
}
