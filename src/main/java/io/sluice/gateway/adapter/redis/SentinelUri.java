package io.sluice.gateway.adapter.redis;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code redis[s]+sentinel://host:port[,host:port…]/master[/database]}, without credentials.
 *
 * @param scheme of the connections, to Sentinels and servers alike: {@code redis} or {@code rediss}
 * @param sentinels {@code host:port}
 * @param master the name by which the Sentinels know the master
 * @param database empty, or {@code /} and its number
 */
record SentinelUri(String scheme, List<String> sentinels, String master, String database) {

  private static final Pattern FORM =
      Pattern.compile(
          "(rediss?)\\+sentinel://([^/@,]+:\\d+(?:,[^/@,]+:\\d+)*)/([A-Za-z0-9._-]+)((?:/\\d{1,5})?)");

  /**
   * Null if the URI is of another scheme.
   *
   * @throws IllegalArgumentException if it is malformed; the message does not hold it
   */
  static @Nullable SentinelUri parse(String uri) {
    if (!uri.toLowerCase(Locale.ROOT).matches("rediss?\\+sentinel:.*")) {
      return null;
    }
    var match = FORM.matcher(uri);
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "Redis URL is malformed (expected: redis+sentinel://host:port,host:port/master-name/db)");
    }
    return new SentinelUri(
        match.group(1), List.of(match.group(2).split(",")), match.group(3), match.group(4));
  }

  /** Where a Sentinel is, for the client. */
  String ofSentinel(String sentinel) {
    return scheme + "://" + sentinel;
  }

  /** Where a server is, for the client. */
  String ofServer(String hostAndPort) {
    return scheme + "://" + hostAndPort + database;
  }
}
