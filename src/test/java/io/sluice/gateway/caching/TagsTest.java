package io.sluice.gateway.caching;

import static io.sluice.gateway.caching.Exchanges.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {
  private static final long HASH_OF_ALL = 0x1d273896e8641a1dL;
  private static final long HASH_OF_PRODUCT = 0x4e3fe75df5626f66L;

  @Test
  void areImpliedByTheUri() {
    assertThat(Tags.implied(target("https://h.example:8443/a/b/c?q")))
        .containsExactly(
            "*",
            "h:h.example",
            "u:https://h.example:8443/a/b/c",
            "p:https://h.example:8443/",
            "p:https://h.example:8443/a/",
            "p:https://h.example:8443/a/b/");
    assertThat(Tags.implied(target("http://[::1]/"))).contains("h:[::1]");
  }

  @Test
  void endWithThe32ndPrefix() {
    var tags = Tags.implied(target("http://h/" + "x/".repeat(50)));
    assertThat(tags).hasSize(3 + 32).endsWith("p:http://h/" + "x/".repeat(31));
  }

  @Test
  void haveHashesInTheSameOrder() {
    for (String uri :
        new String[] {"https://h.example:8443/a//b/c?q", "http://h/" + "x/".repeat(50)}) {
      var own = List.of("t:a", "g:http://h:b");
      var all = new ArrayList<>(Tags.implied(target(uri)));
      all.addAll(own);
      assertThat(Tags.hashes(target(uri), own))
          .containsExactly(all.stream().mapToLong(TagHash::of).toArray());
    }
  }

  @Test
  void hashTheSameForEver() {
    // Nodes of two releases compare these values: they must never change.
    assertThat(TagHash.of("*")).isEqualTo(HASH_OF_ALL);
    assertThat(TagHash.of("t:product:123")).isEqualTo(HASH_OF_PRODUCT);
  }

  @Property
  void hashDiffersWhereTextDiffers(@ForAll String a, @ForAll String b) {
    assertThat(TagHash.of(a) == TagHash.of(b)).isEqualTo(a.equals(b));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          cache-tag     | 'a, b c ,,d'      | t:a;t:b c;t:d
          cache-tags    | product:1,x       | t:product:1;t:x
          cache-tags    | 'node:1 node:2'   | t:node:1;t:node:2
          purge-cache-tags | 'a b'          | t:a;t:b
          x-magento-tags | cat_p_1,cat_c    | t:cat_p_1;t:cat_c
          x-cache-tags  | a                 | t:a
          edge-cache-tag | a                | t:a
          surrogate-key | 'a  b,c'          | t:a;t:b;t:c
          xkey          | 'a b'             | t:a;t:b
          cache-groups  | '"a", "B c"'      | g:https://h:a;g:https://h:B c
          cache-groups  | '"a", b'          |
          cache-groups  | '"a'              |
          cache-tag     | 'a, a'            | t:a
          """)
  void areReadFromFields(String name, String value, String expected) {
    var found = extract(StoredFields.of(name, value), List.of());
    assertThat(String.join(";", found)).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void areAddedByTheRule() {
    var fields = StoredFields.of("xkey", "a", "cache-tag", "b");
    assertThat(extract(fields, List.of("product:1", "a")))
        .containsExactly("t:b", "t:a", "t:product:1");
  }

  @Test
  void haveLimits() {
    var tags = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      tags.append("t").append(i).append(' ');
    }
    assertThat(extract(StoredFields.of("xkey", tags.toString()), List.of())).hasSize(1000);
    var extracted =
        TagFields.DEFAULT.extract(
            StoredFields.of("xkey", tags + "one-more"), target("https://h/"), List.of());
    assertThat(extracted).isEqualTo(new TagFields.Extracted.Refused("tags: 1001 (limit: 1000)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"caf\u00e9", "tab\there", "\u0001"})
  void refusesTagsThatNoInvalidationCanName(String tag) {
    var target = Exchanges.target("http://h/");
    assertThat(TagFields.DEFAULT.extract(StoredFields.of("cache-tag", tag), target, List.of()))
        .isInstanceOf(TagFields.Extracted.Refused.class);
    assertThat(TagFields.DEFAULT.extract(StoredFields.EMPTY, target, List.of("a,b")))
        .isEqualTo(
            new TagFields.Extracted.Refused(
                "tag: a,b (expected: 1 to 1024 of visible ASCII without a comma)"));
    assertThat(
            TagFields.DEFAULT.extract(
                StoredFields.of("cache-tag", "x".repeat(1025)), target, List.of()))
        .isInstanceOf(TagFields.Extracted.Refused.class);
  }

  @Test
  void obeysTheConfiguredLimits() {
    var few = new TagFields(List.of("cache-tag"), false, 2, 100);
    var small = new TagFields(List.of("cache-tag"), false, 100, 10);
    var three = StoredFields.of("cache-tag", "a,b,c");
    var long1 = StoredFields.of("cache-tag", "0123456789");
    var target = Exchanges.target("http://h/");
    assertThat(few.extract(three, target, List.of()))
        .isEqualTo(new TagFields.Extracted.Refused("tags: 3 (limit: 2)"));
    assertThat(small.extract(long1, target, List.of()))
        .isEqualTo(new TagFields.Extracted.Refused("tag bytes: 12 (limit: 10)"));
    assertThat(small.extract(three, target, List.of()))
        .isInstanceOf(TagFields.Extracted.Found.class);
  }

  @Test
  void areNamedByUrlPrefixHostAndTag() throws Exception {
    assertThat(PurgeTarget.url("https://H.example:443/a/%2e%2e/b?q#f"))
        .containsExactly("u:https://h.example/b", "u:http://h.example/b");
    assertThat(PurgeTarget.url("http://h.example:8080/b"))
        .containsExactly("u:http://h.example:8080/b", "u:https://h.example:8080/b");
    assertThat(PurgeTarget.url("h.example/b"))
        .containsExactly("u:http://h.example/b", "u:https://h.example/b");
    assertThat(PurgeTarget.prefix("http://h.example/a/"))
        .containsExactly("p:http://h.example/a/", "p:https://h.example/a/");
    assertThat(PurgeTarget.prefix("h.example"))
        .containsExactly("p:http://h.example/", "p:https://h.example/");
    assertThat(PurgeTarget.prefix("http://h/" + "x/".repeat(31))).hasSize(2);
    assertThat(PurgeTarget.host("H.example:8080")).isEqualTo("h:h.example");
    assertThat(PurgeTarget.tag(" product:1 ")).isEqualTo("t:product:1");
  }

  @ParameterizedTest(name = "[{0}]")
  @ValueSource(strings = {"", "/a", "ftp://h/", "http://", "http://h/a b", "a b/c", "http://u@h/"})
  void refusesWhatIsNoUrl(String url) {
    assertThatExceptionOfType(InvalidTargetException.class).isThrownBy(() -> PurgeTarget.url(url));
  }

  @ParameterizedTest(name = "[{0}]")
  @ValueSource(strings = {"http://h/a", "http://h/a/?q", "http://h/a/..b", "/"})
  void refusesWhatIsNoPrefix(String prefix) {
    assertThatExceptionOfType(InvalidTargetException.class)
        .isThrownBy(() -> PurgeTarget.prefix(prefix));
    assertThatExceptionOfType(InvalidTargetException.class)
        .isThrownBy(() -> PurgeTarget.prefix("http://h/" + "x/".repeat(32)));
  }

  @ParameterizedTest(name = "[{0}]")
  @ValueSource(strings = {"", " ", "a,b", "a\nb"})
  void refusesWhatIsNoTag(String tag) {
    assertThatExceptionOfType(InvalidTargetException.class).isThrownBy(() -> PurgeTarget.tag(tag));
  }

  @Test
  void ofAUrlAndItsPrefixesAreThoseOfItsEntry() throws Exception {
    var implied = Tags.implied(target("https://h.example/a/b?x"));
    assertThat(implied).containsAnyElementsOf(PurgeTarget.url("https://h.example/a/b"));
    assertThat(implied).containsAnyElementsOf(PurgeTarget.url("http://h.example/a/b"));
    assertThat(implied).containsAnyElementsOf(PurgeTarget.prefix("https://h.example/a/"));
    assertThat(implied).contains(PurgeTarget.host("h.example"));
    assertThat(implied).doesNotContainAnyElementsOf(PurgeTarget.url("https://h.example/a/"));
  }

  private static List<String> extract(Fields fields, List<String> ruleTags) {
    var extracted = TagFields.DEFAULT.extract(fields, target("https://h/"), ruleTags);
    return ((TagFields.Extracted.Found) extracted).tags();
  }
}
