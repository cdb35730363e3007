package io.sluice.gateway.bootstrap.consistency;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Whom to check, and how hard.
 *
 * @param gateways data ports, {@code http://host:port}, at least one
 * @param admins admin ports of the same nodes or some of them, at least one
 * @param token bearer token for the admin ports; empty for none
 * @param host the Host of every request, without a port
 * @param listenHost where the origin listens
 * @param listenPort its port, 0 for any free one
 * @param keys how many URLs, 1 to 100,000
 * @param readers how many read through each gateway at a time, 1 to 1,000
 * @param writers how many invalidate at a time, 1 to 100
 * @param seed decides what is read and invalidated, and names this run in its URLs
 */
public record CheckOptions(
    List<URI> gateways,
    List<URI> admins,
    String token,
    String host,
    String listenHost,
    int listenPort,
    int keys,
    int readers,
    int writers,
    long seed) {

  public CheckOptions {
    gateways = checked("gateways", gateways);
    admins = checked("admins", admins);
    within("listen", listenPort, 0, 65_535);
    within("keys", keys, 1, 100_000);
    within("readers", readers, 1, 1_000);
    within("writers", writers, 1, 100);
  }

  private static List<URI> checked(String name, List<URI> urls) {
    if (urls.isEmpty()) {
      throw new IllegalArgumentException(name + ": none (expected: http://host:port,…)");
    }
    for (URI url : urls) {
      boolean origin =
          "http".equals(url.getScheme())
              && url.getHost() != null
              && url.getPort() > 0
              && (url.getRawPath() == null || url.getRawPath().matches("/?"))
              && url.getRawUserInfo() == null
              && url.getRawQuery() == null;
      if (!origin) {
        throw new IllegalArgumentException(name + ": " + url + " (expected: http://host:port)");
      }
    }
    return List.copyOf(urls);
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }

  /** What all paths and tags of this run begin with: nothing of another run's is ever seen. */
  String run() {
    return String.format(Locale.ROOT, "%x", seed);
  }
}
