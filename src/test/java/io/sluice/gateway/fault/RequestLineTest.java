package io.sluice.gateway.fault;

import static io.sluice.gateway.fault.WireCase.passed;
import static io.sluice.gateway.fault.WireCase.refused;

import io.sluice.gateway.testing.GatewayUnderTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Method, target, version (RFC 9112 §3): what the origin gets is what was keyed, or nothing. */
class RequestLineTest {
  @RegisterExtension
  static final GatewayUnderTest gateway = WireCase.gateway("http.max-uri-bytes", "1KiB");

  @ParameterizedTest
  @MethodSource({"lines", "versions", "methods", "targets", "authorities", "paths"})
  void namesOneResourceToEverybody(WireCase request) {
    request.run(gateway);
  }

  private static WireCase refusedLine(String name, String line) {
    return refused(400, name, line + "|Host: a||");
  }

  private static WireCase path(String name, String sent, String atOrigin) {
    return passed(name, "GET " + sent + " HTTP/1.1|Host: a||", get(atOrigin));
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1|via: 1.1 sluice|host: a";
  }

  static Stream<WireCase> lines() {
    return Stream.of(
        refused(400, "nonsense", "\u0016\u0003\u0001\u0002\u0000\u0001|"),
        refused(400, "LF ends the request line", "GET /p HTTP/1.1\nHost: a||"),
        refused(400, "CR ends the request line", "GET /p HTTP/1.1\rHost: a||"),
        refused(400, "LFs alone", "GET /p HTTP/1.1\nHost: a\n\n"),
        refused(400, "LF ends the head", "GET /p HTTP/1.1|Host: a|\n"),
        refused(400, "CR CR LF", "GET /p HTTP/1.1\r|Host: a||"),
        refusedLine("no target", "GET HTTP/1.1"),
        refusedLine("four words", "GET /a b HTTP/1.1"),
        refusedLine("a request within the line", "GET /a HTTP/1.1 HTTP/1.1"),
        passed("empty lines in front", "||GET /p HTTP/1.1|Host: a||", get("/p")),
        passed("two spaces", "GET  /p HTTP/1.1|Host: a||", get("/p")),
        passed("a space in front", " GET /p HTTP/1.1|Host: a||", get("/p")));
  }

  static Stream<WireCase> versions() {
    return Stream.of(
        refused(400, "HTTP/0.9", "GET /p|Host: a||"),
        refused(501, "HTTP/0.9 by name", "GET /p HTTP/0.9|Host: a||"),
        refused(501, "HTTP/1.2", "GET /p HTTP/1.2|Host: a||"),
        refused(501, "HTTP/2.0", "GET /p HTTP/2.0|Host: a||"),
        refused(501, "HTTP/9.9", "GET /p HTTP/9.9|Host: a||"),
        refusedLine("HTTP/1", "GET /p HTTP/1"),
        refused(501, "HTTP/1.10", "GET /p HTTP/1.10|Host: a||"),
        refused(501, "HTTP/01.1", "GET /p HTTP/01.1|Host: a||"),
        refusedLine("HTTP/1,1", "GET /p HTTP/1,1"),
        refused(501, "lower case", "GET /p http/1.1|Host: a||"),
        refusedLine("space behind", "GET /p HTTP/1.1 "),
        refusedLine("tab behind", "GET /p HTTP/1.1\t"),
        refused(501, "another protocol", "GET /p RTSP/1.0|Host: a||"),
        refused(501, "HTTP/2's preface after a first byte", "|PRI * HTTP/2.0||SM||"));
  }

  static Stream<WireCase> methods() {
    return Stream.of(
        refusedLine("no token", "G@T /p HTTP/1.1"),
        refusedLine("colon", "GET: /p HTTP/1.1"),
        refusedLine("NUL", "GE\u0000T /p HTTP/1.1"),
        refusedLine("high byte", "GET\u00a0 /p HTTP/1.1"),
        refusedLine("tab", "\tGET /p HTTP/1.1"),
        refused(400, "CONNECT", "CONNECT a:80 HTTP/1.1|Host: a:80||"),
        refused(400, "CONNECT to a path", "CONNECT /p HTTP/1.1|Host: a||"),
        passed(
            "lower case is another method",
            "get /p HTTP/1.1|Host: a||",
            "get /p HTTP/1.1|via: 1.1 sluice|host: a"),
        passed(
            "a method of somebody's own",
            "M-SEARCH /p HTTP/1.1|Host: a||",
            "M-SEARCH /p HTTP/1.1|via: 1.1 sluice|host: a"));
  }

  static Stream<WireCase> targets() {
    return Stream.of(
        refusedLine("relative", "GET p HTTP/1.1"),
        refusedLine("query alone", "GET ?p HTTP/1.1"),
        refusedLine("star", "GET * HTTP/1.1"),
        refusedLine("authority form", "GET a:80 HTTP/1.1"),
        refusedLine("dot segment between encoded slashes", "GET /static/..%2fadmin HTTP/1.1"),
        refusedLine("dot segment with everything encoded", "GET /static%2f%2e%2e%2Fadmin HTTP/1.1"),
        refusedLine("dot segment at the end", "GET /static%2f.. HTTP/1.1"),
        refusedLine("dot segment between backslashes", "GET /static\\..\\admin HTTP/1.1"),
        refusedLine("dot segment between encoded backslashes", "GET /static%5c.%5cadmin HTTP/1.1"),
        refusedLine("dot segment with a parameter", "GET /static/..;/admin HTTP/1.1"),
        refusedLine("dot segment with a named parameter", "GET /static/..;a=b/admin HTTP/1.1"),
        refusedLine("fragment", "GET /p#b HTTP/1.1"),
        refusedLine("fragment that hides a path", "GET /p#/../admin HTTP/1.1"),
        refusedLine("at sign first", "GET @evil.example/p HTTP/1.1"),
        refusedLine("backslash first", "GET \\p HTTP/1.1"),
        refusedLine("no hexadecimal", "GET /%zz HTTP/1.1"),
        refusedLine("half a percent-encoding", "GET /p%4 HTTP/1.1"),
        refusedLine("full-width digits", "GET /%\u00b2\u00b2 HTTP/1.1"),
        refusedLine("control character", "GET /a\u0007 HTTP/1.1"),
        refusedLine("NUL", "GET /a\u0000.css HTTP/1.1"),
        refusedLine("DEL", "GET /a\u007f HTTP/1.1"),
        refusedLine("tab", "GET /a\tb HTTP/1.1"),
        refusedLine("CR", "GET /a\rb HTTP/1.1"),
        refusedLine("high byte", "GET /\u00e4 HTTP/1.1"),
        refused(414, "too long", "GET /" + "x".repeat(2000) + " HTTP/1.1|Host: a||"),
        passed(
            "star for OPTIONS",
            "OPTIONS * HTTP/1.1|Host: a||",
            "OPTIONS * HTTP/1.1|via: 1.1 sluice|host: a"));
  }

  /** The absolute form's authority wins, and the origin gets one name (RFC 9112 §3.2.2). */
  static Stream<WireCase> authorities() {
    return Stream.of(
        refusedLine("another scheme", "GET ftp://a/p HTTP/1.1"),
        refusedLine("the other scheme", "GET https://a/p HTTP/1.1"),
        refusedLine("no scheme that anybody knows", "GET 1http://a/p HTTP/1.1"),
        refusedLine("empty authority", "GET http:///p HTTP/1.1"),
        refusedLine("one slash", "GET http:/a/p HTTP/1.1"),
        refusedLine("user information", "GET http://a@evil.example/p HTTP/1.1"),
        refusedLine("user and password", "GET http://a:80@evil.example/p HTTP/1.1"),
        refusedLine("backslash in the authority", "GET http://a\\@evil.example/p HTTP/1.1"),
        refusedLine("percent-encoded authority", "GET http://a%2fp/ HTTP/1.1"),
        refusedLine("port that is none", "GET http://a:x/p HTTP/1.1"),
        refusedLine("two ports", "GET http://a:80:81/p HTTP/1.1"),
        refusedLine("too short for an IPv6 address", "GET http://[1:2:3]/p HTTP/1.1"),
        refusedLine("a name that colons disguise", "GET http://[.::1]/p HTTP/1.1"),
        refusedLine("two gaps in an IPv6 address", "GET http://[1::2::3]/p HTTP/1.1"),
        refused(400, "colons alone", "GET /p HTTP/1.1|Host: [:::]||"),
        passed(
            "IPv6 with an IPv4 address at its end",
            "GET /p HTTP/1.1|Host: [::1.2.3.4]:81||",
            "GET /p HTTP/1.1|via: 1.1 sluice|host: [::1.2.3.4]:81"),
        refused(400, "no Host beside it", "GET http://a/p HTTP/1.1||"),
        refused(400, "two Hosts beside it", "GET http://a/p HTTP/1.1|Host: a|Host: b||"),
        passed("it contradicts Host", "GET http://a/p HTTP/1.1|Host: b||", get("/p")),
        passed("upper case and default port", "GET HTTP://A:080/p HTTP/1.1|Host: b||", get("/p")),
        passed("no path", "GET http://a HTTP/1.1|Host: a||", get("/")),
        passed("no path but a query", "GET http://a?q HTTP/1.1|Host: a||", get("/?q")));
  }

  static Stream<WireCase> paths() {
    return Stream.of(
        path("two slashes are no authority", "//evil.example/p", "//evil.example/p"),
        path("a URL within a path", "/http://evil.example/p", "/http://evil.example/p"),
        path("dot segments", "/a/b/../../c/./d", "/c/d"),
        path("above the root", "/../../etc/passwd", "/etc/passwd"),
        path("encoded dots", "/a/%2e%2E/%2e/p", "/p"),
        path("encoded slash", "/a%2fp", "/a%2Fp"),
        path("three dots", "/a%2f.../..p/p..;x", "/a%2F.../..p/p..;x"),
        path("encoded letters", "/%61dmin", "/admin"),
        path("twice encoded", "/%252e%252e/p", "/%252e%252e/p"),
        path("backslash", "/a\\p", "/a%5Cp"),
        path("question mark within the query", "/p?a?b=/../c", "/p?a?b=/../c"),
        path("encoded question mark", "/p%3fq", "/p%3Fq"),
        path("encoded fragment", "/p%23x", "/p%23x"),
        path("encoded CRLF", "/p%0d%0aX:%20y", "/p%0D%0AX:%20y"),
        path("overlong UTF-8", "/%c0%ae%c0%ae/p", "/%C0%AE%C0%AE/p"));
  }
}
