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
    int candidate;
    do {
      candidate = ThreadLocalRandom.current().nextInt(15_000, 32_000);
    } while (!isFree(candidate));
    return candidate;
  }

  /** A port from which on that distance another one is free, too; both below that range. */
  public static int findWithAnother(int distance) {
    int candidate;
    do {
      candidate = ThreadLocalRandom.current().nextInt(15_000, 32_000 - distance);
    } while (!isFree(candidate) || !isFree(candidate + distance));
    return candidate;
  }

  private static boolean isFree(int port) {
    try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
