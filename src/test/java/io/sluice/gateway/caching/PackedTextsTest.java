package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.NoSuchElementException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;

class PackedTextsTest {
  @Property
  void packsTextsOfLatin1(@ForAll List<@CharRange(from = ' ', to = 'ÿ') String> texts) {
    assertThat(PackedTexts.of(texts))
        .isInstanceOf(texts.isEmpty() ? List.class : PackedTexts.class)
        .containsExactlyElementsOf(texts);
    isTheListThatWasPacked(texts);
  }

  @Property
  void isTheListThatWasPacked(@ForAll List<String> texts) {
    var packed = PackedTexts.of(texts);
    assertThat(packed).isEqualTo(texts).hasSameHashCodeAs(texts).hasSameSizeAs(texts);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(packed.get(i)).isEqualTo(texts.get(i));
    }
    assertThat(PackedTexts.of(packed)).isSameAs(packed);
  }

  @Test
  void holdsEmptyTextsAndThoseThatItCannotPack() {
    assertThat(PackedTexts.of(List.of("", "a", ""))).containsExactly("", "a", "");
    assertThat(PackedTexts.of(List.of("a\n", "b"))).containsExactly("a\n", "b");
    assertThat(PackedTexts.of(List.of("\u20ac", "\u00e4"))).containsExactly("\u20ac", "\u00e4");
    assertThat(PackedTexts.of(List.of("\u00e4"))).containsExactly("\u00e4");
    assertThat(PackedTexts.of(List.of())).isEmpty();
  }

  @Test
  void endsWhereItEnds() {
    var packed = PackedTexts.of(List.of("a", "b"));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> packed.get(2));
    var iterator = packed.iterator();
    iterator.next();
    iterator.next();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
  }

  @Test
  void weighsLessThanItsTexts() {
    var tags = List.of("t:product:1", "t:category:2", "t:brand:3", "t:price-list:4");
    assertThat(PackedTexts.byteSize(PackedTexts.of(tags)))
        .isLessThan(PackedTexts.byteSize(tags) / 2);
  }
}
