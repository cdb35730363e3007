package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111 §2. */
class CacheKeyTest {
  private static final RequestTarget TARGET = Exchanges.target("http://h.example/a?b");

  @Test
  void givesHeadTheKeyOfGet() {
    assertThat(CacheKey.of("HEAD", TARGET)).isEqualTo(CacheKey.of("GET", TARGET));
    assertThat(CacheKey.of("POST", TARGET)).isNotEqualTo(CacheKey.of("GET", TARGET));
  }

  @Test
  void hasATextAndItsDigest() {
    var key = CacheKey.of("GET", TARGET, List.of("h:x-user=a b\\", "b:=ff"));
    assertThat(key.text()).isEqualTo("GET http://h.example/a?b h:x-user=a\\20b\\5c b:=ff");
    var plain = CacheKey.of("GET", TARGET);
    for (String when : List.of("made", "remembered")) {
      assertThat(plain.digest()).as(when).isEqualTo("6ead43d578ecfe15c9ca33306cf07db6");
    }
    assertThat(plain.shared().digest()).isEqualTo(plain.digest());
  }

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @CsvSource(
      textBlock =
          """
          http://h/a,     http://H:80/%61,    true
          http://h/a?,    http://h/a,         true
          http://h/a/../b, http://h/b,        true
          http://h/a,     https://h/a,        false
          http://h/a,     http://h:8080/a,    false
          http://h/a,     http://h/A,         false
          http://h/a,     http://h/a/,        false
          http://h/a?b=1, http://h/a?b=2,     false
          http://h/a?b&c, http://h/a?c&b,     false
          http://h/%2f,   http://h//,         false
          http://h/%3f,   http://h/?,         false
          """)
  void isEqualForEquivalentTargets(String a, String b, boolean equal) {
    var first = CacheKey.of("GET", Exchanges.target(a));
    var second = CacheKey.of("GET", Exchanges.target(b));
    assertThat(first.equals(second)).isEqualTo(equal);
    assertThat(first.text().equals(second.text())).isEqualTo(equal);
    assertThat(first.digest().equals(second.digest())).isEqualTo(equal);
  }

  @Property
  void hasEqualTextsExactlyForEqualKeys(
      @ForAll @Size(max = 3) List<@CharRange(from = ' ', to = 'b') String> a,
      @ForAll @Size(max = 3) List<@CharRange(from = ' ', to = 'b') String> b) {
    var first = CacheKey.of("GET", TARGET, a);
    var second = CacheKey.of("GET", TARGET, b);
    assertThat(first.text().equals(second.text())).isEqualTo(a.equals(b));
    assertThat(first.equals(second)).isEqualTo(a.equals(b));
  }

  @Property
  void isReadFromItsText(@ForAll @Size(max = 3) List<@CharRange(from = ' ', to = 'b') String> a) {
    var key = CacheKey.of("GET", TARGET, a);
    assertThat(CacheKey.parse(key.text())).contains(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET",
        "GET ",
        "GET /a",
        "GET http://H/a",
        "GET http://h",
        "GET ftp://h/a",
        "HEAD http://h/a",
        "GET http://h/a \\",
        "GET http://h/a \\4",
        "GET http://h/a \\zz",
        "GET http://h/a \\41"
      })
  void isReadFromNoOtherText(String text) {
    assertThat(CacheKey.parse(text)).isEmpty();
  }

  @Test
  void makesPartsOfHeadersAndCookies() {
    var request = StoredFields.of("X-User", "a", "x-user", "b", "cookie", "x=1; ab=2; b=3; b=4");
    assertThat(KeyPart.header("X-User", request)).isEqualTo("h:x-user=a,b");
    assertThat(KeyPart.header("X-None", request)).isEqualTo("h:x-none");
    assertThat(KeyPart.header("X-Empty", StoredFields.of("x-empty", ""))).isEqualTo("h:x-empty=");
    assertThat(KeyPart.cookie("b", request)).isEqualTo("c:b=3;4");
    assertThat(KeyPart.cookie("B", request)).isEqualTo("c:B");
    assertThat(KeyPart.body("ff")).isEqualTo("b:=ff");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://h/?b=2&a=1&b=1        | http://h/?a=1&b=2&b=1
          http://h/?utm_source=x&a=1   | http://h/?a=1
          http://h/?utm_source=x       | http://h/
          http://h/?fbclid=1&a&a=      | http://h/?a&a=
          http://h/?fbclidx=1          | http://h/?fbclidx=1
          http://h/                    | http://h/
          """)
  void obeysTheQueryRules(String uri, String expected) {
    var rules = new QueryRules(true, name -> !name.startsWith("utm_") && !name.equals("fbclid"));
    assertThat(rules.apply(Exchanges.target(uri)).uri()).isEqualTo(expected);
  }

  @Test
  void leavesTheQueryAloneWithoutRules() {
    var target = Exchanges.target("http://h/?b&&a");
    assertThat(new QueryRules(false, name -> true).apply(target)).isSameAs(target);
  }
}
