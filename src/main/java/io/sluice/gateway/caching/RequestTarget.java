package io.sluice.gateway.caching;

import io.sluice.gateway.caching.InvalidTargetException.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A normalised target URI: what is keyed, tagged and sent to the origin, so that none of them can
 * disagree (RFC 9110 §4.2.3, RFC 9112 §3.2).
 *
 * @param scheme {@code http} or {@code https}
 * @param authority lower-case host, with a port only where it is not the scheme's default
 * @param path begins with {@code /}, or is {@code *} (OPTIONS)
 * @param query without its question mark, or null; never empty
 */
public record RequestTarget(String scheme, String authority, String path, @Nullable String query) {

  /**
   * Parses and normalises a request target.
   *
   * <p>Normalised are: the case of scheme, host and percent-encodings, the default port,
   * percent-encoded unreserved characters (decoded), dot segments also where percent-encoded (those
   * above the root stay at the root), an empty path and an empty query. The characters {@code " < >
   * \ ^ ` { | }} which browsers send raw are percent-encoded. Reserved characters such as {@code
   * %2F} are never decoded; where that would uncover a dot segment, the target is refused.
   *
   * @param method as received
   * @param rawTarget the request line's target, or {@code :path}
   * @param scheme the connection's scheme, {@code http} or {@code https}
   * @param hosts all Host lines, or {@code :authority} alone
   */
  public static RequestTarget parse(
      String method, String rawTarget, String scheme, List<String> hosts)
      throws InvalidTargetException {
    if (hosts.size() > 1) {
      throw new InvalidTargetException(
          Reason.SEVERAL_HOSTS, "host: " + hosts.size() + " lines (expected: 1)");
    }
    return parse(method, rawTarget, scheme, hosts.isEmpty() ? null : hosts.get(0));
  }

  /** As the other, where the caller has seen to it that there is at most one Host. */
  public static RequestTarget parse(
      String method, String rawTarget, String scheme, @Nullable String host)
      throws InvalidTargetException {
    if (host == null || host.isEmpty()) {
      throw new InvalidTargetException(Reason.MISSING_HOST, "host: none (expected: one)");
    }
    String authority = Authority.normalise(host, scheme);
    if (method.equals("CONNECT")) {
      throw new InvalidTargetException(Reason.INVALID_FORM, "method: CONNECT (this is no proxy)");
    }
    if (rawTarget.startsWith("/")) {
      return ofPath(scheme, authority, rawTarget);
    }
    if (rawTarget.equals("*")) {
      if (method.equals("OPTIONS")) {
        return new RequestTarget(scheme, authority, "*", null);
      }
      throw new InvalidTargetException(Reason.INVALID_FORM, "target: * (allowed: for OPTIONS)");
    }
    return absolute(method, rawTarget, scheme);
  }

  private static RequestTarget absolute(String method, String raw, String scheme)
      throws InvalidTargetException {
    int colon = raw.indexOf("://");
    if (colon < 0
        || !(Ascii.regionIs(raw, 0, colon, "http") || Ascii.regionIs(raw, 0, colon, "https"))) {
      throw new InvalidTargetException(
          Reason.INVALID_FORM,
          "target: " + Text.printable(raw) + " (expected: /path or an http URI)");
    }
    if (!Ascii.regionIs(raw, 0, colon, scheme)) {
      throw new InvalidTargetException(
          Reason.WRONG_SCHEME,
          "target: " + Text.printable(raw) + " (expected: scheme " + scheme + ")");
    }
    int from = colon + 3;
    int end = from;
    while (end < raw.length() && "/?#".indexOf(raw.charAt(end)) < 0) {
      end++;
    }
    // The authority of the target wins over Host (RFC 9112 §3.2.2).
    String authority = Authority.normalise(raw.substring(from, end), scheme);
    if (end == raw.length() && method.equals("OPTIONS")) {
      return new RequestTarget(scheme, authority, "*", null); // RFC 9112 §3.2.4
    }
    String rest = raw.substring(end);
    return ofPath(scheme, authority, rest.startsWith("/") ? rest : "/" + rest);
  }

  private static RequestTarget ofPath(String scheme, String authority, String raw)
      throws InvalidTargetException {
    String s = PercentEncoding.normalise(raw);
    int mark = s.indexOf('?');
    String path = DotSegments.remove(mark < 0 ? s : s.substring(0, mark));
    if (DotSegments.areHidden(path)) {
      throw new InvalidTargetException(
          Reason.INVALID_FORM,
          "target: " + Text.printable(raw) + " (expected: no dot segment between encoded slashes)");
    }
    String query = mark < 0 || mark + 1 == s.length() ? null : s.substring(mark + 1);
    return new RequestTarget(scheme, authority, path, query);
  }

  /**
   * Resolves a URI reference of a response (Location, Content-Location) against this target; null
   * when it is not valid or its scheme is neither http nor https.
   */
  public @Nullable RequestTarget resolve(String reference) {
    String ref = Ascii.trim(reference);
    int hash = ref.indexOf('#');
    if (hash >= 0) {
      ref = ref.substring(0, hash);
    }
    try {
      if (ref.isEmpty()) {
        return this;
      }
      if (ref.startsWith("//")) {
        ref = scheme + ":" + ref;
      }
      int colon = ref.indexOf(':');
      int slash = ref.indexOf('/');
      int mark = ref.indexOf('?');
      if (colon > 0 && (slash < 0 || colon < slash) && (mark < 0 || colon < mark)) {
        return absolute("GET", ref, Ascii.lowerCase(ref.substring(0, colon)));
      }
      if (ref.startsWith("/")) {
        return ofPath(scheme, authority, ref);
      }
      if (ref.startsWith("?")) {
        return ofPath(scheme, authority, path + ref);
      }
      return ofPath(scheme, authority, '/' + path.substring(1, directoryEnd()) + ref);
    } catch (InvalidTargetException e) {
      return null; // a reference that cannot be read names nothing that is stored here
    }
  }

  /** The index after the path's last slash; 1 for the path {@code *}. */
  private int directoryEnd() {
    return Math.max(1, path.lastIndexOf('/') + 1);
  }

  /** Whether scheme, host and port are the same (RFC 6454). */
  public boolean isSameOrigin(RequestTarget other) {
    return scheme.equals(other.scheme) && authority.equals(other.authority);
  }

  /** {@code scheme://authority}. */
  public String origin() {
    return scheme + "://" + authority;
  }

  /** Path and query as the origin receives them. */
  public String originForm() {
    return query == null ? path : path + '?' + query;
  }

  /** The whole URI. */
  public String uri() {
    return query == null
        ? scheme + "://" + authority + path
        : scheme + "://" + authority + path + '?' + query;
  }
}
