package io.sluice.gateway.caching;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns what an operator names (URL, prefix, host, tag) into typed tags, normalised exactly as
 * requests are.
 */
public final class PurgeTarget {
  private PurgeTarget() {}

  /**
   * The tags of a URL, {@code http(s)://host/path} or {@code host/path}; its query is ignored,
   * since all variants and queries go together. Always those of both schemes: behind a proxy that
   * ends TLS, what an operator knows as https is stored as http.
   */
  public static List<String> url(String url) throws InvalidTargetException {
    List<String> tags = new ArrayList<>(2);
    for (RequestTarget target : targets(url)) {
      tags.add(Tags.uri(target));
    }
    return tags;
  }

  /**
   * The tags of a prefix, {@code http(s)://host/path/}: it ends with a slash, has no query and at
   * most {@value Tags#MAX_PREFIXES} segments. Those of both schemes, as of a URL.
   */
  public static List<String> prefix(String prefix) throws InvalidTargetException {
    List<String> tags = new ArrayList<>(2);
    for (RequestTarget target : targets(prefix)) {
      String path = target.path();
      if (!path.endsWith("/") || prefix.indexOf('?') >= 0) {
        throw invalid("prefix: " + Text.printable(prefix) + " (expected: ends with /)");
      }
      if (path.chars().filter(c -> c == '/').count() > Tags.MAX_PREFIXES) {
        throw invalid(
            "prefix: " + Text.printable(prefix) + " (limit: " + Tags.MAX_PREFIXES + " segments)");
      }
      tags.add(Tags.prefix(target));
    }
    return tags;
  }

  /** The tag of a host; a port is ignored, since all ports go together. */
  public static String host(String host) throws InvalidTargetException {
    return Tags.host(Authority.host(Authority.normalise(host, "http")));
  }

  /**
   * The tag of a plain tag: what a comma-separated tag field can carry, so that no invalidation is
   * confirmed which no response can match. Visible ASCII and inner spaces, at most {@value
   * Tags#MAX_LENGTH} characters.
   */
  public static String tag(String tag) throws InvalidTargetException {
    String s = Ascii.trim(tag);
    if (!Tags.isNameable(s)) {
      throw invalid(
          "tag: "
              + Text.printable(tag)
              + " (expected: 1 to "
              + Tags.MAX_LENGTH
              + " visible ASCII characters, spaces only between them, no comma)");
    }
    return Tags.plain(s);
  }

  private static List<RequestTarget> targets(String text) throws InvalidTargetException {
    int hash = text.indexOf('#');
    String s = Ascii.trim(hash < 0 ? text : text.substring(0, hash));
    int colon = s.indexOf("://");
    if (colon >= 0) {
      var named = parse(s, Ascii.lowerCase(s.substring(0, colon)));
      String other = named.scheme().equals("http") ? "https" : "http";
      String same = other + "://" + named.authority() + named.originForm();
      return List.of(named, parse(same, other));
    }
    if (s.startsWith("/")) {
      throw invalid("url: " + Text.printable(text) + " (expected: begins with a host)");
    }
    return List.of(parse("http://" + s, "http"), parse("https://" + s, "https"));
  }

  private static RequestTarget parse(String absolute, String scheme) throws InvalidTargetException {
    return RequestTarget.parse("GET", absolute, scheme, "purge");
  }

  private static InvalidTargetException invalid(String detail) {
    return new InvalidTargetException(InvalidTargetException.Reason.INVALID_FORM, detail);
  }
}
