package io.sluice.gateway.caching;

import java.util.HashMap;
import java.util.Map;

/** The lower-case field names that caching works with, each one shared instance. */
final class FieldNames {
  static final String ACCEPT = "accept";
  static final String ACCEPT_ENCODING = "accept-encoding";
  static final String ACCEPT_LANGUAGE = "accept-language";
  static final String AGE = "age";
  static final String AUTHORIZATION = "authorization";
  static final String CACHE_CONTROL = "cache-control";
  static final String CACHE_GROUPS = "cache-groups";
  static final String CACHE_GROUP_INVALIDATION = "cache-group-invalidation";
  static final String CACHE_STATUS = "cache-status";
  static final String CDN_CACHE_CONTROL = "cdn-cache-control";
  static final String CONNECTION = "connection";
  static final String CONTENT_ENCODING = "content-encoding";
  static final String CONTENT_LENGTH = "content-length";
  static final String CONTENT_LOCATION = "content-location";
  static final String CONTENT_RANGE = "content-range";
  static final String CONTENT_TYPE = "content-type";
  static final String COOKIE = "cookie";
  static final String DATE = "date";
  static final String ETAG = "etag";
  static final String EXPIRES = "expires";
  static final String IF_MATCH = "if-match";
  static final String IF_MODIFIED_SINCE = "if-modified-since";
  static final String IF_NONE_MATCH = "if-none-match";
  static final String IF_RANGE = "if-range";
  static final String IF_UNMODIFIED_SINCE = "if-unmodified-since";
  static final String LAST_MODIFIED = "last-modified";
  static final String LOCATION = "location";
  static final String RANGE = "range";
  static final String SET_COOKIE = "set-cookie";
  static final String SET_COOKIE2 = "set-cookie2";
  static final String TRANSFER_ENCODING = "transfer-encoding";
  static final String VARY = "vary";

  private static final Map<String, String> KNOWN = new HashMap<>();

  static {
    for (String name :
        new String[] {
          ACCEPT,
          ACCEPT_ENCODING,
          ACCEPT_LANGUAGE,
          CACHE_CONTROL,
          CACHE_GROUPS,
          CACHE_STATUS,
          CDN_CACHE_CONTROL,
          CONTENT_ENCODING,
          CONTENT_LENGTH,
          CONTENT_LOCATION,
          CONTENT_TYPE,
          DATE,
          ETAG,
          EXPIRES,
          LAST_MODIFIED,
          LOCATION,
          SET_COOKIE,
          VARY,
          "accept-ranges",
          "access-control-allow-credentials",
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-allow-origin",
          "access-control-expose-headers",
          "alt-svc",
          "content-disposition",
          "content-language",
          "content-security-policy",
          "link",
          "referrer-policy",
          "server",
          "strict-transport-security",
          "surrogate-key",
          "via",
          "x-content-type-options",
          "x-frame-options",
          "x-powered-by",
        }) {
      KNOWN.put(name, name);
    }
  }

  private FieldNames() {}

  /** The name in lower case; a shared instance for the common ones. */
  static String canonical(String name) {
    String lower = Ascii.lowerCase(name);
    String known = KNOWN.get(lower);
    return known == null ? lower : known;
  }
}
