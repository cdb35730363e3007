package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.gateway.caching.InvalidTargetException.Reason;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 §4.2, RFC 9112 §3.2, RFC 3986 §6.2. */
class RequestTargetTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          /                           | /
          /a/b?c=d                    | /a/b?c=d
          /a?                         | /a
          /?                          | /
          /a??                        | /a??
          /%7Ea/%41%2d%2E%5f          | /~a/A-._
          /%2f%2F%c3%bc               | /%2F%2F%C3%BC
          /%25%32%66                  | /%252f
          /a/./b/../c                 | /a/c
          /a/%2e/b/%2E%2e/c           | /a/c
          /a/.%2e/c                   | /c
          /../../x                    | /x
          /a/b/..                     | /a/
          /a/b/.                      | /a/b/
          /..                         | /
          /.                          | /
          /a/...                      | /a/...
          /.a/..b/c.                  | /.a/..b/c.
          //a//b                      | //a//b
          //a/..//b                   | ///b
          /a?b=/../c&%2e%2e           | /a?b=/../c&..
          /a%3fb                      | /a%3Fb
          /a"<>\\^`{}b                | /a%22%3C%3E%5C%5E%60%7B%7Db
          /a[]?b[]=1                  | /a[]?b[]=1
          http://H.example            | /
          HTTP://H.example?x          | /?x
          http://h.example/a/../b     | /b
          """)
  void normalises(String raw, String expected) throws Exception {
    var target = RequestTarget.parse("GET", raw, "http", "H.Example");
    assertThat(target.originForm()).isEqualTo(expected);
    assertThat(target.uri()).isEqualTo("http://h.example" + expected);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      textBlock =
          """
          http,  Example.COM,        example.com
          http,  example.com:80,     example.com
          https, example.com:443,    example.com
          https, example.com:80,     example.com:80
          http,  example.com:,       example.com
          http,  example.com:0080,   example.com
          http,  example.com:08081,  example.com:8081
          http,  127.0.0.1:8000,     127.0.0.1:8000
          http,  [::1],              [::1]
          http,  [2001:DB8::1]:80,   [2001:db8::1]
          http,  [2001:db8::1]:81,   [2001:db8::1]:81
          http,  a_b.example,        a_b.example
          """)
  void normalisesHosts(String scheme, String host, String expected) throws Exception {
    assertThat(RequestTarget.parse("GET", "/", scheme, host).authority()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'a b'",
        "a/b",
        "user@a",
        "a:b",
        "a:1:2",
        "a:65536",
        "a:0",
        "a:-1",
        "':80'",
        "[::1",
        "[::1]x",
        "[]",
        "[1]",
        "[::g]",
        "'a,b/'",
        "a%41",
        "a?b",
        "a#b",
        "ü.example",
        "'a\"'",
        "a\\b",
        "a:999999999999"
      })
  void refusesInvalidHosts(String host) {
    assertRefused(Reason.INVALID_HOST, "GET", "/", host);
    assertRefused(
        Reason.INVALID_HOST, "GET", "http://" + host.replaceAll("[/?#].*", "@") + "/", "h");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET     | *                    | INVALID_FORM
          GET     | a/b                  | INVALID_FORM
          GET     | h:80                 | INVALID_FORM
          CONNECT | h:80                 | INVALID_FORM
          CONNECT | /                    | INVALID_FORM
          GET     | ftp://h/             | INVALID_FORM
          GET     | http:/h              | INVALID_FORM
          GET     | https://h/           | WRONG_SCHEME
          GET     | http:///a            | INVALID_HOST
          GET     | /a b                 | INVALID_CHARACTER
          GET     | /a#b                 | INVALID_CHARACTER
          GET     | http://h#b           | INVALID_CHARACTER
          GET     | /a/..;/b             | INVALID_FORM
          GET     | /a/..%2fb            | INVALID_FORM
          GET     | /a%5c%2e%5Cb         | INVALID_FORM
          GET     | /%                   | INVALID_CHARACTER
          GET     | /%4                  | INVALID_CHARACTER
          GET     | /%4g                 | INVALID_CHARACTER
          GET     | /%٤١                 | INVALID_CHARACTER
          GET     | /ü                   | INVALID_CHARACTER
          """)
  void refusesInvalidTargets(String method, String raw, Reason reason) {
    assertRefused(reason, method, raw, "h.example");
  }

  @Test
  void refusesNoneAndSeveralHosts() {
    assertRefused(Reason.MISSING_HOST, "GET", "/", "");
    assertThatExceptionOfType(InvalidTargetException.class)
        .isThrownBy(() -> RequestTarget.parse("GET", "http://a/", "http", List.of()))
        .returns(Reason.MISSING_HOST, InvalidTargetException::reason);
    assertThatExceptionOfType(InvalidTargetException.class)
        .isThrownBy(() -> RequestTarget.parse("GET", "/", "http", List.of("a", "a")))
        .returns(Reason.SEVERAL_HOSTS, InvalidTargetException::reason);
  }

  @Test
  void letsTheAbsoluteFormWinOverHost() throws Exception {
    var target = RequestTarget.parse("GET", "http://A.example:80/x", "http", "b.example");
    assertThat(target.uri()).isEqualTo("http://a.example/x");
  }

  @Test
  void readsTheFormsOfOptions() throws Exception {
    assertThat(RequestTarget.parse("OPTIONS", "*", "http", "h").path()).isEqualTo("*");
    assertThat(RequestTarget.parse("OPTIONS", "http://h", "http", "h").path()).isEqualTo("*");
    assertThat(RequestTarget.parse("OPTIONS", "http://h/", "http", "h").path()).isEqualTo("/");
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          /x?y           | https://h.example/x?y
          x              | https://h.example/a/x
          ../x           | https://h.example/x
          ?z             | https://h.example/a/b?z
          '#f'           | https://h.example/a/b?q
          ''             | https://h.example/a/b?q
          //o.example/x  | https://o.example/x
          http://H.example:443/x | http://h.example:443/x
          HTTPS://H.example:443/x#f | https://h.example/x
          x:y            |
          mailto:a@b     |
          /a b           |
          """)
  void resolvesReferences(String reference, String expected) {
    var resolved = Exchanges.target("https://h.example/a/b?q").resolve(reference);
    assertThat(resolved == null ? null : resolved.uri()).isEqualTo(expected);
  }

  @Property
  void normalisingTwiceChangesNothing(@ForAll("rawTargets") String raw) throws Exception {
    RequestTarget once;
    try {
      once = RequestTarget.parse("GET", raw, "http", "h.example");
    } catch (InvalidTargetException hiddenDotSegment) {
      Assume.that(false);
      return;
    }
    var twice = RequestTarget.parse("GET", once.originForm(), "http", once.authority());
    assertThat(twice).isEqualTo(once);
    assertThat(("/" + once.path() + "/")).doesNotContain("/../", "/./");
  }

  @Property
  void refusesOrReadsAnything(@ForAll String method, @ForAll String raw, @ForAll String host) {
    try {
      var target = RequestTarget.parse(method, raw, "http", host);
      assertThat(target.uri()).matches("[!-~]+");
    } catch (InvalidTargetException e) {
      assertThat(e.detail()).matches("[ -~…]+");
    }
  }

  @Provide
  Arbitrary<String> rawTargets() {
    return Arbitraries.of(
            "/", ".", "..", "%2e", "%2E%2e", "%2F", "a", "%41", "%7e", "?", "=", "{", ";")
        .list()
        .ofMaxSize(12)
        .map(parts -> "/" + String.join("", parts));
  }

  private static void assertRefused(Reason reason, String method, String raw, String host) {
    assertThatExceptionOfType(InvalidTargetException.class)
        .isThrownBy(() -> RequestTarget.parse(method, raw, "http", host))
        .returns(reason, InvalidTargetException::reason);
  }
}
