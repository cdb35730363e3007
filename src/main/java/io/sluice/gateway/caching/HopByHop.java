package io.sluice.gateway.caching;

import java.util.HashSet;
import java.util.Set;

/**
 * Fields that are not passed on: hop-by-hop ones (RFC 9110 §7.6.1), those that Connection names,
 * and those that would let a client change what is fetched under a key that does not name them.
 */
public final class HopByHop {
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  /** RFC 9111 §3.1: meant for the proxy that receives them. */
  private static final Set<String> NEVER_STORED =
      Set.of("proxy-authenticate", "proxy-authentication-info", "proxy-authorization");

  /** Requests of a shared fetch are complete and unconditional. */
  private static final Set<String> NOT_SHARED =
      Set.of(
          "range",
          "if-range",
          "if-match",
          "if-none-match",
          "if-modified-since",
          "if-unmodified-since");

  private static final Set<String> UNTRUSTED =
      Set.of(
          "x-forwarded-host",
          "x-forwarded-server",
          "x-forwarded-prefix",
          "x-forwarded-path",
          "x-forwarded-scheme",
          "x-forwarded-ssl",
          "x-forwarded-port",
          "x-host",
          "x-http-host-override",
          "x-original-host",
          "x-original-url",
          "x-rewrite-url",
          "x-http-method",
          "x-http-method-override",
          "x-method-override",
          "x-middleware-subrequest",
          "front-end-https");

  private static final HopByHop STANDARD = new HopByHop(Set.of());

  private final Set<String> named;

  private HopByHop(Set<String> named) {
    this.named = named;
  }

  /**
   * For a message with these fields. A name in Connection that would take away what later hops or
   * this cache rely on (Cache-Control, Host, Content-Length and the like) is not obeyed: no honest
   * sender names it, and obeying would let one smuggle.
   */
  public static HopByHop of(Fields fields) {
    if (!fields.contains(FieldNames.CONNECTION)) {
      return STANDARD;
    }
    var named = new HashSet<String>();
    for (String line : fields.all(FieldNames.CONNECTION)) {
      for (int from = 0; from <= line.length(); ) {
        int end = line.indexOf(',', from);
        if (end < 0) {
          end = line.length();
        }
        String name = Ascii.lowerCase(Ascii.trim(line.substring(from, end)));
        if (!name.isEmpty() && !isEndToEnd(name) && !HOP_BY_HOP.contains(name)) {
          named.add(name);
        }
        from = end + 1;
      }
    }
    return named.isEmpty() ? STANDARD : new HopByHop(named);
  }

  private static boolean isEndToEnd(String name) {
    return switch (name) {
      case "cache-control", "cdn-cache-control", "vary", "authorization", "cookie", "set-cookie" ->
          true;
      case "host", "content-length", "content-type", "content-encoding", "content-range" -> true;
      case "date", "expires", "age", "etag", "last-modified", "via", "forwarded" -> true;
      case "x-forwarded-for", "x-forwarded-proto", "close" -> true;
      default -> false;
    };
  }

  /** The fields that Connection names, beyond those that are never passed on; in lower case. */
  public Set<String> named() {
    return named;
  }

  /** Whether a field of this message is not passed on; the name in lower case. */
  public boolean isRemoved(String lowerName) {
    return HOP_BY_HOP.contains(lowerName) || named.contains(lowerName);
  }

  /** Whether a field is not passed on, whatever Connection says; the name in lower case. */
  public static boolean isStandard(String lowerName) {
    return HOP_BY_HOP.contains(lowerName);
  }

  /** Whether a response field is passed on but never stored (RFC 9111 §3.1); lower case. */
  static boolean isNeverStored(String lowerName) {
    return NEVER_STORED.contains(lowerName);
  }

  /** Whether a shared fetch goes without this request field; lower case. */
  public static boolean isDroppedFromSharedFetch(String lowerName) {
    return NOT_SHARED.contains(lowerName);
  }

  /** Whether this request field is believed only of trusted peers; lower case. */
  public static boolean isUntrusted(String lowerName) {
    return UNTRUSTED.contains(lowerName);
  }
}
