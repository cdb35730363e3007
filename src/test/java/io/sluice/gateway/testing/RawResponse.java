package io.sluice.gateway.testing;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response as it came over the wire.
 *
 * @param head status line and fields, without the empty line
 * @param text the body as ISO-8859-1, without chunk framing
 * @param complete false when the connection ended before the framing said so
 * @param trailers the raw trailer lines
 * @param interims the heads of the 1xx responses before it
 */
public record RawResponse(
    String head, String text, boolean complete, String trailers, List<String> interims) {

  public int status() {
    return Integer.parseInt(head.split(" ", 3)[1]);
  }

  /** The first field line's value, or null. */
  public @Nullable String field(String name) {
    var all = fields(name);
    return all.isEmpty() ? null : all.get(0);
  }

  public List<String> fields(String name) {
    return values(head, name);
  }

  public @Nullable String cacheStatus() {
    return field("cache-status");
  }

  public @Nullable String xCache() {
    return field("x-cache");
  }

  public static List<String> values(String head, String name) {
    return Arrays.stream(head.split("\r\n"))
        .skip(1)
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).trim())
        .toList();
  }

  @Override
  public String toString() {
    return head + "\n\n" + text + (complete ? "" : " (broken off)");
  }
}
