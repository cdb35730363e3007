package io.sluice.gateway.invalidation;

import java.util.Arrays;
import java.util.function.Consumer;

/** One Redis server: its copy of the log, its role, and what it knows of its replicas. */
final class SimServer {
  /** Rounds of 20 ms for which WAIT waits. */
  private static final int WAIT_ROUNDS = 15;

  final int index;
  ScriptModel data;
  Role role;
  String runId;
  long version;
  int following;
  final long[] acknowledged;
  private final SimWorld world;
  private final SimRedis redis;
  private double skewMicros;
  private ScriptModel older;
  private ScriptModel saved;
  private double olderTakenMillis;

  enum Role {
    MASTER,
    REPLICA,
    /** Replaced by another, and not aware of it. */
    ZOMBIE
  }

  SimServer(SimWorld world, SimRedis redis, int index, int servers, ScriptModel data) {
    this.world = world;
    this.redis = redis;
    this.index = index;
    this.data = data;
    this.older = data.copy();
    this.saved = older;
    this.role = index == 0 ? Role.MASTER : Role.REPLICA;
    this.runId = "run" + world.unique();
    this.acknowledged = new long[servers];
    this.skewMicros = world.uniform(-300_000, 300_000);
  }

  /** The server's own clock, in microseconds. */
  long now() {
    return 1_000_000_000_000L + world.now() / 1000 + (long) skewMicros;
  }

  void stepClock(double millis) {
    skewMicros += millis * 1000;
  }

  void restart() {
    runId = "run" + world.unique();
  }

  /** A restart that loses up to a second of writes, as with appendfsync everysec. */
  void restartFromDisk() {
    restart();
    data = older.copy();
    written();
  }

  /** A write has been made: it is on its way to the replicas. */
  void written() {
    version++;
    saveNowAndThen();
    long sentVersion = version;
    ScriptModel sent = data.copy();
    for (SimServer replica : redis.servers()) {
      if (replica != this) {
        double delay = world.anyOf(1, 2, 5, 60, 250) * world.uniform(.5, 1);
        world.afterMillis(delay, () -> replica.receive(this, sentVersion, sent));
      }
    }
  }

  /** Keeps a copy that is at most a second old by the time it is needed. */
  private void saveNowAndThen() {
    double millis = world.now() / SimWorld.MILLI;
    if (millis - olderTakenMillis > 500) {
      older = saved;
      saved = data.copy();
      olderTakenMillis = millis;
    }
  }

  private void receive(SimServer from, long sentVersion, ScriptModel sent) {
    boolean stale = role != Role.REPLICA || following != from.index || version >= sentVersion;
    if (stale || from.role == Role.REPLICA) {
      return;
    }
    data = sent.copy();
    saveNowAndThen();
    version = sentVersion;
    from.acknowledged[index] = Math.max(from.acknowledged[index], sentVersion);
  }

  void resync(SimServer master) {
    role = Role.REPLICA;
    following = master.index;
    data = master.data.copy();
    older = saved = data.copy();
    version = master.version;
    master.acknowledged[index] = master.version;
  }

  void promote() {
    role = Role.MASTER;
    Arrays.fill(acknowledged, -1);
  }

  /** WAIT: tells whether a majority holds what has been written up to now. */
  void awaitMajority(Consumer<Boolean> answer) {
    poll(version, WAIT_ROUNDS, answer);
  }

  private void poll(long needed, int rounds, Consumer<Boolean> answer) {
    if (role == Role.REPLICA) {
      return;
    }
    int holders = 1;
    for (int i = 0; i < acknowledged.length; i++) {
      if (i != index && acknowledged[i] >= needed) {
        holders++;
      }
    }
    boolean held = holders > acknowledged.length / 2;
    if (held || rounds == 0) {
      answer.accept(held);
    } else {
      world.afterMillis(20, () -> poll(needed, rounds - 1, answer));
    }
  }
}
