package io.sluice.gateway.adapter.redis;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands in the place of an entry when a key's responses vary: by which request fields, so
 * that a reader can compute the variant's name (the first level of a two-level key).
 *
 * <p>Text: a mark, then one line for each list of field names, newest first, names separated by
 * commas. Unlike entries it has no checksum: a wrong one leads to a miss, since every variant is
 * matched with the request after it was read. {@code store.lua} writes it.
 */
final class VariantNames {

  static final int MOST_LISTS = 4;

  private static final String MARK = "SLv1\n";
  private static final int MOST_CHARACTERS = 1000;

  private VariantNames() {}

  static boolean is(Buffer bytes) {
    return bytes.length() >= MARK.length()
        && bytes.length() <= MOST_LISTS * (MOST_CHARACTERS + 1) + MARK.length()
        && bytes.getString(0, MARK.length()).equals(MARK);
  }

  /** The lists, newest first, of bytes for which {@link #is} holds. */
  static List<List<String>> read(Buffer bytes) {
    var lists = new ArrayList<List<String>>();
    bytes
        .getString(MARK.length(), bytes.length())
        .lines()
        .filter(line -> !line.isEmpty())
        .limit(MOST_LISTS)
        .forEach(line -> lists.add(List.of(line.split(",", -1))));
    return lists;
  }

  /** One line of it. */
  static String line(List<String> names) {
    return String.join(",", names);
  }

  /** Whether a line can be stored: absurdly many or long names are not worth a place. */
  static boolean fits(String line) {
    return line.length() <= MOST_CHARACTERS;
  }
}
