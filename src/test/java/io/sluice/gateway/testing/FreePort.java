package io.sluice.gateway.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports for servers that are started again on the port that they had. */
public final class FreePort {

  private FreePort() {}

  /**
   * A port below the range of outgoing connections, lest one of these take it meanwhile: a client
   * that dials a closed port of that range may be given the same port for itself, and then talks to
   * itself.
   */
  public static int find() {
    while (true) {
      int candidate = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      try (var probe = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException taken) {
        // The next one then.
      }
    }
  }
}
