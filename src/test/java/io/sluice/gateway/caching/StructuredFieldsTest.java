package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.StructuredFields.DisplayString;
import io.sluice.gateway.caching.StructuredFields.Token;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9651 §4.2. */
class StructuredFieldsTest {

  @Test
  void readsEveryType() {
    assertThat(
            StructuredFields.dictionary(
                List.of(
                    "a=1, b=-1.5;p=1;q, c=\"x\\\"y\", d=*tok/en:x",
                    "e=:aGk=:,\tf=?0, g, h=@12, i=%\"f%c3%bc\", j=(1 \"a\";x  tok);y")))
        .isEqualTo(
            Map.of(
                "a",
                1L,
                "b",
                new BigDecimal("-1.5"),
                "c",
                "x\"y",
                "d",
                new Token("*tok/en:x"),
                "e",
                ByteBuffer.wrap("hi".getBytes(StandardCharsets.US_ASCII)),
                "f",
                false,
                "g",
                true,
                "h",
                new StructuredFields.Date(12),
                "i",
                new DisplayString("fü"),
                "j",
                List.of(1L, "a", new Token("tok"))));
  }

  @Test
  void keepsTheLastOfDuplicateKeys() {
    assertThat(StructuredFields.dictionary(List.of("a=1, b=2, a=3")))
        .containsExactly(Map.entry("b", 2L), Map.entry("a", 3L));
  }

  @Test
  void readsListsOverLines() {
    assertThat(StructuredFields.list(List.of("\"a\", \"b\"", "\"c\"")))
        .containsExactly("a", "b", "c");
    assertThat(StructuredFields.list(List.of(""))).isEmpty();
    assertThat(StructuredFields.list(List.of("   "))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=", "A=1", "a=1,", ",a", "a=1 b", "a=\"x", "a=\"ü\"", "a=\"\\x\"", "a=1234567890123456",
        "a=1.", "a=.5", "a=1.2345", "a=-", "a=?2", "a=:x", "a=@1.5", "a=%\"%C3\"", "a=%\"%c3\"",
        "a=(1", "a=(1,2)", "a=(1\t2)", "a;=1", "a=1;", "a=&", "\ta", "a=1;A", "-a"
      })
  void refusesWhatIsMalformed(String field) {
    assertThat(StructuredFields.dictionary(List.of(field))).isNull();
  }

  @Property
  void readsTheStringsItWrites(
      @ForAll @CharRange(from = ' ', to = '~') @StringLength(max = 40) String text) {
    assertThat(StructuredFields.list(List.of(StructuredFields.string(text)))).containsExactly(text);
  }

  @Property
  void survivesAnything(@ForAll @CharRange(from = ' ', to = 0x7f) String text) {
    // Either outcome will do; what matters is that there is one.
    StructuredFields.dictionary(List.of(text));
    StructuredFields.list(List.of(text, text));
  }
}
