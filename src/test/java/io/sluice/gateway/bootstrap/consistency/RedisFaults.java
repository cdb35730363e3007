package io.sluice.gateway.bootstrap.consistency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** What happens to the Redis servers. */
final class RedisFaults {
  private final RedisGroup redis;
  private final long leaseMillis;
  private final FaultLog log;

  RedisFaults(RedisGroup redis, Duration lease, FaultLog log) {
    this.redis = redis;
    this.leaseMillis = lease.toMillis();
    this.log = log;
  }

  List<FaultLane.Choice> choices() {
    return List.of(
        new FaultLane.Choice("FLUSHALL", 1, this::flush),
        new FaultLane.Choice("CLIENT PAUSE", 2, this::pause),
        new FaultLane.Choice("Redis SIGSTOP", 2, this::freeze),
        new FaultLane.Choice("Redis restart", 2, this::restart),
        new FaultLane.Choice("failover", 3, this::failover),
        new FaultLane.Choice("failover, old master alive", 3, this::splitBrain));
  }

  private void flush(RandomGenerator random) {
    log.add("FLUSHALL");
    redis.master().flushAll();
  }

  private void pause(RandomGenerator random) {
    long millis = duration(random);
    log.add("Redis pauses clients for " + millis + " ms");
    redis.master().pauseClients(Duration.ofMillis(millis));
    FaultLane.last(millis);
  }

  private void freeze(RandomGenerator random) {
    long millis = duration(random);
    log.add("Redis stopped for " + millis + " ms");
    redis.master().freeze();
    FaultLane.last(millis);
    redis.master().thaw();
    log.add("Redis goes on");
  }

  /** It comes back empty. */
  private void restart(RandomGenerator random) {
    log.add("Redis killed");
    redis.master().kill();
    FaultLane.last(duration(random) / 2);
    redis.master().start();
    log.add("Redis started, empty");
  }

  private void failover(RandomGenerator random) {
    int old = redis.masterIndex();
    log.add("Redis server " + old + " killed");
    redis.master().kill();
    FaultLane.last(random.nextLong(leaseMillis / 2));
    replace(old, random);
    redis.server(old).start();
    redis.follow(old, redis.masterIndex());
    log.add("Redis server " + old + " is back as a replica");
  }

  /**
   * The old master is not told: some nodes still reach it while others have a new one, and a
   * replica may still follow it.
   */
  private void splitBrain(RandomGenerator random) {
    int old = redis.masterIndex();
    log.add("Redis server " + old + " is taken for dead");
    replace(old, random);
    redis.follow(old, redis.masterIndex());
    log.add("Redis server " + old + " is a replica");
  }

  /** Either replica is promoted, and the other one and the nodes hear of it one after the other. */
  private void replace(int old, RandomGenerator random) {
    var replicas = RedisGroup.others(old);
    int promoted = replicas.get(random.nextInt(2));
    redis.promote(promoted);
    log.add("Redis server " + promoted + " is the master");
    List<Runnable> told = new ArrayList<>();
    told.add(
        () -> {
          replicas.stream()
              .filter(i -> i != promoted)
              .forEach(other -> redis.follow(other, promoted));
          log.add("the other replica follows it");
        });
    for (int i = 0; i < redis.links().size(); i++) {
      int client = i;
      told.add(
          () -> {
            redis.lead(client);
            log.add("node-" + (client + 1) + " is led to it");
          });
    }
    shuffle(told, random);
    long longest = random.nextBoolean() ? leaseMillis / 10 : leaseMillis;
    for (var step : told) {
      FaultLane.last(random.nextLong(longest));
      step.run();
    }
  }

  private static void shuffle(List<Runnable> steps, RandomGenerator random) {
    for (int i = steps.size() - 1; i > 0; i--) {
      Collections.swap(steps, i, random.nextInt(i + 1));
    }
  }

  private long duration(RandomGenerator random) {
    return random.nextLong(leaseMillis / 4, 2 * leaseMillis);
  }
}
