package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class VariantsTest {

  private record Entry(String name, StoredResponse response) implements Variants.Carrier {}

  @Test
  void selectsTheNewestThatMatches() {
    var variants = Variants.of(entry("old", "1")).with(entry("other", "2"), 9);
    assertThat(selected(variants, "1")).isEqualTo("old");
    var plain = new Entry("plain", Exchanges.stored("cache-control", "max-age=9"));
    assertThat(selected(variants.with(plain, 9), "1")).isEqualTo("plain");
    assertThat(variants.select(StoredFields.of("foo", "3"))).isNull();
  }

  @Test
  void replacesTheSameVariant() {
    var variants = Variants.of(entry("a", "1")).with(entry("b", "2"), 9).with(entry("c", "1"), 9);
    assertThat(variants.entries()).extracting(Entry::name).containsExactly("c", "b");
  }

  @Test
  void dropsTheOldest() {
    var variants = Variants.of(entry("a", "1")).with(entry("b", "2"), 2).with(entry("c", "3"), 2);
    assertThat(variants.entries()).extracting(Entry::name).containsExactly("c", "b");
  }

  @Test
  void removesAndReplacesByIdentity() {
    var a = entry("a", "1");
    var variants = Variants.of(a).with(entry("b", "2"), 9);
    assertThat(variants.replace(a, entry("A", "1")).entries())
        .extracting(Entry::name)
        .containsExactly("b", "A");
    var without = Objects.requireNonNull(variants.without(a));
    assertThat(without.entries()).extracting(Entry::name).containsExactly("b");
    assertThat(Variants.of(a).without(a)).isNull();
  }

  private static Entry entry(String name, String foo) {
    var request = Exchanges.get("foo", foo);
    var response = Exchanges.response(200, "cache-control", "max-age=9", "vary", "Foo");
    return new Entry(name, Exchanges.stored(request, response, CachePolicy.DEFAULT));
  }

  private static String selected(Variants<Entry> variants, String foo) {
    var entry = variants.select(StoredFields.of("foo", foo));
    return entry == null ? "none" : entry.name();
  }
}
