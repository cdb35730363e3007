package io.sluice.gateway.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.invalidation.InvalidationLog.CommitRequest;
import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatReply;
import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatRequest;
import io.sluice.gateway.testing.RawRedis;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.Until;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts on the Redis 6.2 that comes with the tests. */
class InvalidationScriptsIT {
  private static final int SEEDS = 60;
  private static final int CALLS = 150;
  private static final long CANDIDATE = 0x1234_5678_9abc_def0L;

  private RealRedis server = RealRedis.notStarted();

  RealRedis start(String... options) {
    return RealRedis.started(options);
  }

  @BeforeEach
  void startServer() {
    server = start();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private static RawLog log(RawRedis redis, String runId) {
    return new RawLog(redis, 1_000_000, 5_000, 10_000, 5_000, runId);
  }

  private static HeartbeatRequest heartbeat(long counter, HeartbeatReply known, long since) {
    return new HeartbeatRequest(
        CANDIDATE,
        "node",
        counter,
        known.generation(),
        known.term(),
        since,
        since,
        since,
        false,
        Map.of());
  }

  private static HeartbeatRequest first() {
    return new HeartbeatRequest(CANDIDATE, "node", 1, 0, 0, -1, -1, -1, false, Map.of());
  }

  @Test
  void theyDoWhatTheModelDoesWhichTheSimulationRuns() {
    try (var redis = server.connect()) {
      for (long seed = 0; seed < SEEDS; seed++) {
        new ScriptAgainstModel(seed, redis).run(CALLS);
      }
    }
  }

  @Test
  void aRestartBeginsANewTermAndAwaitsTheRegisteredNodes() {
    server.close();
    server = start("--appendonly", "yes", "--appendfsync", "always");
    HeartbeatReply before;
    try (var redis = server.connect()) {
      before = log(redis, "").heartbeat(first());
    }

    server.restart();

    try (var redis = server.connect()) {
      RawLog log = log(redis, "");
      HeartbeatReply behind = log.heartbeat(heartbeat(2, before, before.head()));
      assertThat(behind.generation()).isEqualTo(before.generation());
      assertThat(behind.term()).isGreaterThan(before.term());
      assertThat(behind.head()).isGreaterThanOrEqualTo(before.head() + 60_000_000);
      assertThat(behind.recovering()).as("it was the only one, and knows nothing more").isFalse();
    }
  }

  @Test
  void aRestartDuringARecoveryKeepsTheBoundaryOfWhatWasLost() {
    try (var redis = server.connect()) {
      RawLog log = log(redis, "");
      HeartbeatReply before = log.heartbeat(first());
      long lost = before.head() + 5;

      redis.call("HSET", RawLog.KEYS.get(0), "rid", "another");
      log.heartbeat(new HeartbeatRequest(CANDIDATE, "new", 1, 0, 0, -1, -1, -1, false, Map.of()));
      redis.call("HSET", RawLog.KEYS.get(0), "rid", "yet another");
      HeartbeatReply asked = log.heartbeat(heartbeat(2, before, lost));

      assertThat(asked.recovering()).isTrue();
      assertThat(asked.reassertAfter()).isEqualTo(before.head());
    }
  }

  @Test
  void whereInfoIsRefusedTheConnectionsRunIdCounts() {
    server.call("ACL", "SETUSER", "default", "-info");
    try (var redis = server.connect()) {
      assertThat(log(redis, "").heartbeat(first()).verified()).isFalse();
      HeartbeatReply known = log(redis, "abc").heartbeat(first());
      assertThat(known.verified()).isTrue();
      HeartbeatReply replaced = log(redis, "def").heartbeat(heartbeat(2, known, known.head()));
      assertThat(replaced.term()).isGreaterThan(known.term());
    }
  }

  @Test
  void whereTheConnectionMayNotAskEitherASubscriptionTellsTheServer() {
    server.call("ACL", "SETUSER", "default", "-info");
    String one = "{gw}:p:one";
    String other = "{gw}:p:other";
    try (var redis = server.connect();
        var others = server.connect()) {
      assertThat(log(redis, one).heartbeat(first()).verified()).as("nobody is there").isFalse();
      HeartbeatReply known;
      try (var subscriber = server.connect()) {
        subscriber.call("SUBSCRIBE", one);
        others.call("SUBSCRIBE", other);
        known = log(redis, one).heartbeat(first());
        assertThat(known.verified()).isTrue();
        var seen = log(redis, other).heartbeat(heartbeat(2, known, known.head()));
        assertThat(seen.term()).as("the first one is still there").isEqualTo(known.term());
        var unknown = log(redis, "").heartbeat(heartbeat(3, known, known.head()));
        assertThat(unknown.verified()).as("who tells nothing gets no lease").isFalse();
        assertThat(unknown.term()).isEqualTo(known.term());
      }
      Until.met(() -> String.valueOf(redis.call("PUBSUB", "NUMSUB", one)).contains("0"));
      var replaced = log(redis, other).heartbeat(heartbeat(4, known, known.head()));
      assertThat(replaced.verified()).isTrue();
      assertThat(replaced.term()).as("it may be another server").isGreaterThan(known.term());
    }
  }

  /** A server where nobody can tell must not be taken for the one that is written down, later. */
  @Test
  void aServerThatNobodyKnewIsAnotherOneAfterwards() {
    server.call("ACL", "SETUSER", "default", "-info");
    String one = "{gw}:p:one";
    try (var redis = server.connect();
        var subscriber = server.connect()) {
      subscriber.call("SUBSCRIBE", one);
      HeartbeatReply known = log(redis, one).heartbeat(first());
      // As if it had been written by another server, of which this one is the replica now.
      redis.call("HSET", RawLog.KEYS.get(0), "rid", "{gw}:p:elsewhere");

      log(redis, "").heartbeat(heartbeat(2, known, known.head()));

      assertThat(redis.call("HGET", RawLog.KEYS.get(0), "rid")).isEqualTo("");
      var again = log(redis, one).heartbeat(heartbeat(3, known, known.head()));
      assertThat(again.term()).isGreaterThan(known.term());
    }
  }

  @Test
  void controlKeysNeverExpireAndCommitsAreAnnounced() {
    try (var redis = server.connect();
        var subscriber = server.connect()) {
      subscriber.call("SUBSCRIBE", "{gw}:p");
      log(redis, "").heartbeat(first());
      var reply =
          log(redis, "").commit(new CommitRequest(CANDIDATE, 0, 0, Change.Mode.HARD, List.of(7L)));
      for (String key : RawLog.KEYS) {
        assertThat(redis.call("TTL", key)).as(key).isEqualTo(-1L);
      }
      assertThat(subscriber.call("PING")).asString().contains(String.valueOf(reply.head()));
    }
  }

  @Test
  void aLargeCommitAndALargeLogAreReadInPages() {
    try (var redis = server.connect()) {
      RawLog log = log(redis, "");
      HeartbeatReply joined = log.heartbeat(first());
      for (int i = 0; i < 3; i++) {
        List<Long> tags = LongStream.range(10_000L * i + 1, 10_000L * i + 10_001).boxed().toList();
        log.commit(
            new CommitRequest(
                CANDIDATE, joined.generation(), joined.term(), Change.Mode.HARD, tags));
      }
      long since = joined.head();
      long read = 0;
      long counter = 2;
      HeartbeatReply page;
      do {
        page = log.heartbeat(heartbeat(counter++, joined, since));
        read += page.changes().size();
        since =
            page.changes().isEmpty()
                ? since
                : page.changes().get(page.changes().size() - 1).sequence();
      } while (page.more());
      assertThat(read).isEqualTo(30_000);
      assertThat(since).isEqualTo(page.head());
    }
  }
}
