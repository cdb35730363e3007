package io.sluice.gateway.caching;

import java.util.function.Predicate;

/**
 * Which responses may be compressed on their way to a client.
 *
 * @param types tells the media types, in lower case and without parameters
 * @param minBytes shorter content is not worth it
 */
public record CodingTerms(Predicate<String> types, long minBytes) {

  /**
   * Whether this response may be sent in a coding: it is a whole representation, has none yet, and
   * its origin does not forbid to transform it (RFC 9110 §7.7, RFC 9111 §5.2.2.6).
   *
   * @param contentBytes -1 = not known
   */
  public boolean cover(int status, Fields fields, long contentBytes) {
    return hasWholeContent(status)
        && (contentBytes < 0 || contentBytes >= minBytes)
        && !fields.contains(FieldNames.CONTENT_ENCODING)
        && !fields.contains(FieldNames.CONTENT_RANGE)
        && isType(fields)
        && !forbidsTransforming(fields);
  }

  private static boolean hasWholeContent(int status) {
    return status >= 200 && status != 204 && status != 205 && status != 206 && status != 304;
  }

  private boolean isType(Fields fields) {
    String value = fields.get(FieldNames.CONTENT_TYPE);
    if (value == null) {
      return false;
    }
    int semicolon = value.indexOf(';');
    String type = semicolon < 0 ? value : value.substring(0, semicolon);
    return types.test(Ascii.lowerCase(Ascii.trim(type)));
  }

  /** Whether the Cache-Control of a request or response has {@code no-transform}. */
  public static boolean forbidsTransforming(Fields fields) {
    if (!fields.contains(FieldNames.CACHE_CONTROL)) {
      return false;
    }
    var found = new boolean[1];
    for (String line : fields.all(FieldNames.CACHE_CONTROL)) {
      CacheControlScanner.scan(
          line, (name, value, clean) -> found[0] |= name.equals("no-transform"));
    }
    return found[0];
  }
}
