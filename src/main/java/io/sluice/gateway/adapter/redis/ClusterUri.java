package io.sluice.gateway.adapter.redis;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code redis[s]+cluster://host:port[,host:port…]}, without credentials.
 *
 * @param scheme of the connections: {@code redis} or {@code rediss}
 * @param seeds {@code host:port} of some of its servers
 */
record ClusterUri(String scheme, List<String> seeds) {

  private static final Pattern FORM =
      Pattern.compile("(rediss?)\\+cluster://([^/@,]+:\\d+(?:,[^/@,]+:\\d+)*)");

  /**
   * Null if the URI is of another scheme.
   *
   * @throws IllegalArgumentException if it is malformed; the message does not hold it
   */
  static @Nullable ClusterUri parse(String uri) {
    if (!uri.toLowerCase(Locale.ROOT).matches("rediss?\\+cluster:.*")) {
      return null;
    }
    var match = FORM.matcher(uri);
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "Redis URL is malformed (expected: redis+cluster://host:port,host:port)");
    }
    return new ClusterUri(match.group(1), List.of(match.group(2).split(",")));
  }

  /** Where a server is, for the client. */
  String ofServer(String hostAndPort) {
    return scheme + "://" + hostAndPort;
  }
}
