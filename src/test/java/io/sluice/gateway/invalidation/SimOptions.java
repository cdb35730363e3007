package io.sluice.gateway.invalidation;

import java.time.Duration;

/**
 * What a seed decides about the set-up: small pages and a small log, so that a few tags reach every
 * branch.
 */
record SimOptions(
    int nodes, double durationMillis, int maxTags, int page, int reassertPage, int maxHeldTags) {

  static SimOptions draw(SimWorld world) {
    return new SimOptions(
        4,
        40_000,
        (int) world.anyOf(6, 1000, 1000),
        (int) world.anyOf(1, 2, 1000, 1000),
        (int) world.anyOf(1, 2, 1000),
        3);
  }

  int leaseMillis() {
    return 2000;
  }

  int heartbeatMillis() {
    return 300;
  }

  int recoveryMillis() {
    return 1200;
  }

  ProtocolOptions protocol() {
    return new ProtocolOptions(
        Duration.ofMillis(leaseMillis()),
        Duration.ofMillis(heartbeatMillis()),
        Duration.ofMillis(leaseMillis() / 4),
        reassertPage,
        Duration.ofMinutes(1),
        1000,
        100,
        maxHeldTags);
  }
}
