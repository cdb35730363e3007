package io.sluice.gateway.bootstrap;

import io.sluice.gateway.config.InvalidationConfig;
import io.sluice.gateway.invalidation.InvalidationNode;
import io.sluice.gateway.invalidation.LeaseClock;
import io.sluice.gateway.invalidation.Peers;
import io.sluice.gateway.invalidation.ProtocolOptions;
import io.sluice.gateway.invalidation.Scheduler;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Gives the protocol's state machine the clock, the timers and the log of this process. */
final class ProtocolNode {
  private ProtocolNode() {}

  /**
   * @param redis null = without a log, among the members of the cluster alone
   */
  static InvalidationNode make(
      Vertx owner,
      InvalidationConfig config,
      String incarnation,
      Peers peers,
      @Nullable RedisParts redis,
      ProtocolListeners listener) {
    var dials = ProtocolOptions.of(config.lease(), config.heartbeat());
    Scheduler scheduler =
        (delayNanos, task) -> {
          long id =
              owner.setTimer(Math.max(1, (delayNanos + 999_999) / 1_000_000), t -> task.run());
          return () -> owner.cancelTimer(id);
        };
    var random = new SecureRandom();
    if (redis == null) {
      return InvalidationNode.local(
          incarnation, dials, LeaseClock.system(), scheduler, peers, nonZero(random), listener);
    }
    var node =
        InvalidationNode.leased(
            incarnation,
            dials,
            LeaseClock.system(),
            scheduler,
            redis.log(owner),
            peers,
            () -> nonZero(random),
            listener);
    redis.nudge(owner, node);
    return node;
  }

  private static long nonZero(SecureRandom random) {
    long value;
    do {
      value = random.nextLong();
    } while (value == 0);
    return value;
  }
}
