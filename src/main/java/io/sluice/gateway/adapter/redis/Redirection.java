package io.sluice.gateway.adapter.redis;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server of a Redis Cluster answers about a key that it has not.
 *
 * @param ask whether for this one command only: the slot is being moved
 * @param place {@code host:port}; the host is empty where it is that of the server that answered
 */
record Redirection(boolean ask, int slot, String place) {

  private static final Pattern FORM = Pattern.compile("(MOVED|ASK) (\\d{1,5}) (\\S*):(\\d{1,5})");

  /** Null if the error is none. */
  static @Nullable Redirection parse(String error) {
    var match = FORM.matcher(error);
    if (!match.matches()) {
      return null;
    }
    int slot = Integer.parseInt(match.group(2));
    var host = match.group(3);
    var port = match.group(4);
    var place = host.isEmpty() ? ":" + port : ServerUri.address(host, port);
    return place == null || slot >= HashSlot.COUNT
        ? null
        : new Redirection(match.group(1).equals("ASK"), slot, place);
  }

  /** Where to go, as a server tells it that is at {@code asked}. */
  String server(String asked) {
    return place.startsWith(":") ? asked.substring(0, asked.lastIndexOf(':')) + place : place;
  }
}
