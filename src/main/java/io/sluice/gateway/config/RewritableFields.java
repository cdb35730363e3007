package io.sluice.gateway.config;

import org.jspecify.annotations.Nullable;

/**
 * Which fields a rule may rewrite: none that frames a message, ends at one hop, is made by the
 * gateway itself, or that caching is decided by. Names in lower case; {@code _} counts as {@code
 * -}, as it does to origins that read fields as CGI does.
 */
final class RewritableFields {
  private static final String OWN = "this one is the gateway's own affair";

  private RewritableFields() {}

  /** Why a field of requests is not to be rewritten, or null. */
  static @Nullable String refusalInRequest(String lowerName) {
    var name = lowerName.replace('_', '-');
    return switch (name) {
      case "host" -> "what the origin gets as Host is said by upstreams.<name>.preserve-host";
      case "expect", "content-encoding", "x-sluice-debug" -> OWN;
      case "range",
          "if-range",
          "if-match",
          "if-none-match",
          "if-modified-since",
          "if-unmodified-since" ->
          "ranges and conditions are this cache's own";
      case "cache-control", "pragma" ->
          "whether a client's directives count is said by honour-request-directives";
      case "via", "forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host" ->
          "it is made as http.forwarded says";
      default -> refusal(name);
    };
  }

  /** Why a field of responses is not to be rewritten, or null. */
  static @Nullable String refusalInResponse(String lowerName) {
    var name = lowerName.replace('_', '-');
    return switch (name) {
      case "date", "age", "cache-status", "x-cache", "ratelimit", "ratelimit-policy" -> OWN;
      case "content-encoding", "accept-ranges", "etag", "last-modified" ->
          "forms, ranges and conditions are decided by it";
      case "vary" -> "what selects a response is said by the origin's Vary and by key.headers";
      default -> refusal(name);
    };
  }

  private static @Nullable String refusal(String name) {
    return switch (name) {
      case "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "content-length",
          "content-range" ->
          "this one frames the message, or ends at the next hop";
      default -> name.startsWith("sec-websocket-") ? OWN : null;
    };
  }
}
