package io.sluice.gateway.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.invalidation.InvalidationLog.CommitReply;
import io.sluice.gateway.invalidation.InvalidationLog.CommitRequest;
import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatReply;
import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatRequest;
import io.sluice.gateway.invalidation.InvalidationLog.ReassertRequest;
import io.sluice.gateway.invalidation.InvalidationLog.Registration;
import io.sluice.gateway.testing.RawRedis;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The same random calls to the scripts and to their model. The server has a clock of its own, so
 * sequences are compared by their rank among all that a side has ever named.
 */
final class ScriptAgainstModel {
  private static final int MAX_TAGS = 6;
  private static final int PAGE = 3;
  private static final long LEASE_MILLIS = 2000;

  private final Random random;
  private final RawRedis redis;
  private final RawLog scripts;
  private final ScriptModel model;
  private final NavigableSet<Long> ofScripts = new TreeSet<>(List.of(-1L, 0L));
  private final NavigableSet<Long> ofModel = new TreeSet<>(List.of(-1L, 0L));
  private final List<Long> generations = new ArrayList<>(List.of(0L));
  private final List<Long> terms = new ArrayList<>(List.of(0L));
  private final List<Change> committed = new ArrayList<>();
  private final List<Change> committedInModel = new ArrayList<>();
  private long modelNow;
  private long counter;

  ScriptAgainstModel(long seed, RawRedis redis) {
    this.random = new Random(seed);
    this.redis = redis;
    long window = random.nextBoolean() ? 0 : 1_000_000;
    this.scripts = new RawLog(redis, MAX_TAGS, PAGE, window, LEASE_MILLIS, "");
    this.model =
        new ScriptModel(EnumSet.noneOf(Mutant.class), MAX_TAGS, PAGE, window, LEASE_MILLIS);
    this.modelNow = System.currentTimeMillis() * 1000;
  }

  void run(int calls) {
    redis.call("FLUSHALL");
    for (int i = 0; i < calls; i++) {
      modelNow += 1_000;
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> commit();
        case 3 -> reassert();
        case 4 -> breakSomething();
        default -> heartbeat();
      }
    }
  }

  private void commit() {
    var mode = random.nextInt(3) == 0 ? Change.Mode.SOFT : Change.Mode.HARD;
    List<Long> tags = random.longs(1 + random.nextInt(3), 1, 10).distinct().boxed().toList();
    var request = new CommitRequest(random.nextLong(), generation(), term(), mode, tags);
    CommitReply real = scripts.commit(request);
    CommitReply modelled = model.commit(request, "server", modelNow);
    for (int i = 0; i < tags.size(); i++) {
      name(List.of(real.firstSequence() + i), ofScripts);
      name(List.of(modelled.firstSequence() + i), ofModel);
    }
    name(List.of(real.previousHead(), real.firstSequence(), real.head()), ofScripts);
    name(List.of(modelled.previousHead(), modelled.firstSequence(), modelled.head()), ofModel);
    assertThat(ranked(real, ofScripts)).isEqualTo(ranked(modelled, ofModel));
    remember(real.generation(), real.term());
    for (int i = 0; i < tags.size(); i++) {
      committed.add(new Change(tags.get(i), mode, real.firstSequence() + i));
      committedInModel.add(new Change(tags.get(i), mode, modelled.firstSequence() + i));
    }
  }

  private void heartbeat() {
    int applied = random.nextInt(ofScripts.size());
    int since = random.nextInt(ofScripts.size());
    int known = random.nextInt(ofScripts.size());
    String node = node();
    Map<String, Long> silent =
        random.nextInt(4) == 0
            ? Map.of(node(), (long) random.nextInt(1 + (int) counter))
            : Map.of();
    counter = Math.max(1, counter + random.nextInt(3) - 1);
    boolean leaving = random.nextInt(8) == 0;
    long newGeneration = random.nextLong();
    long generation = generation();
    long term = term();
    HeartbeatReply real =
        scripts.heartbeat(
            new HeartbeatRequest(
                newGeneration,
                node,
                counter,
                generation,
                term,
                at(ofScripts, applied),
                at(ofScripts, since),
                at(ofScripts, known),
                leaving,
                silent));
    HeartbeatReply modelled =
        model.heartbeat(
            new HeartbeatRequest(
                newGeneration,
                node,
                counter,
                generation,
                term,
                at(ofModel, applied),
                at(ofModel, since),
                at(ofModel, known),
                leaving,
                silent),
            "server",
            modelNow);
    name(List.of(real.head(), real.floor()), ofScripts);
    name(List.of(modelled.head(), modelled.floor()), ofModel);
    assertThat(ranked(real, ofScripts)).isEqualTo(ranked(modelled, ofModel));
    remember(real.generation(), real.term());
  }

  private void reassert() {
    int known = random.nextInt(ofScripts.size());
    int record = committed.isEmpty() ? -1 : random.nextInt(committed.size());
    boolean last = random.nextBoolean();
    String node = node();
    long newGeneration = random.nextLong();
    long generation = generation();
    long term = term();
    var real =
        scripts.reassert(
            new ReassertRequest(
                newGeneration,
                node,
                generation,
                term,
                at(ofScripts, known),
                record < 0 ? List.of() : List.of(committed.get(record)),
                last));
    var modelled =
        model.reassert(
            new ReassertRequest(
                newGeneration,
                node,
                generation,
                term,
                at(ofModel, known),
                record < 0 ? List.of() : List.of(committedInModel.get(record)),
                last),
            "server",
            modelNow);
    assertThat(real).isEqualTo(modelled);
  }

  private void breakSomething() {
    switch (random.nextInt(4)) {
      case 0 -> {
        redis.call("FLUSHALL");
        model.flush();
      }
      case 1 -> {
        redis.call("DEL", RawLog.KEYS.get(1));
        model.loseRecords();
      }
      case 2 -> {
        redis.call("DEL", RawLog.KEYS.get(2));
        model.loseNodes();
      }
      default -> {
        // What a restart looks like to the next script; a key that was lost stays lost.
        if (model.generation != 0) {
          redis.call("HSET", RawLog.KEYS.get(0), "rid", "another");
          model.runId = "another";
        }
      }
    }
  }

  private String node() {
    return "node" + random.nextInt(3);
  }

  /** Mostly the present one. */
  private long generation() {
    return generations.get(random.nextInt(5) == 0 ? random.nextInt(generations.size()) : last());
  }

  private long term() {
    return terms.get(random.nextInt(5) == 0 ? random.nextInt(terms.size()) : last());
  }

  private int last() {
    return generations.size() - 1;
  }

  private void remember(long generation, long term) {
    generations.add(generation);
    terms.add(term);
  }

  private static void name(List<Long> sequences, NavigableSet<Long> side) {
    side.addAll(sequences);
  }

  private static long at(NavigableSet<Long> side, int rank) {
    return side.stream().skip(rank).findFirst().orElseThrow();
  }

  private static long rank(long sequence, NavigableSet<Long> side) {
    return side.headSet(sequence).size() * 2L + (side.contains(sequence) ? 1 : 0);
  }

  private static CommitReply ranked(CommitReply r, NavigableSet<Long> side) {
    return new CommitReply(
        r.generation(),
        r.term(),
        rank(r.previousHead(), side),
        rank(r.firstSequence(), side),
        rank(r.head(), side),
        ranked(r.nodes(), side),
        r.verified(),
        false);
  }

  private static HeartbeatReply ranked(HeartbeatReply r, NavigableSet<Long> side) {
    return new HeartbeatReply(
        r.generation(),
        r.term(),
        rank(r.head(), side),
        rank(r.floor(), side),
        r.changes().stream()
            .map(c -> new Change(c.tag(), c.mode(), rank(c.sequence(), side)))
            .toList(),
        r.more(),
        r.recovering(),
        rank(r.reassertAfter(), side),
        ranked(r.nodes(), side),
        r.verified(),
        false);
  }

  private static Map<String, Registration> ranked(
      Map<String, Registration> nodes, NavigableSet<Long> side) {
    Map<String, Registration> ranked = new TreeMap<>();
    nodes.forEach(
        (node, r) ->
            ranked.put(
                node, new Registration(r.counter(), rank(r.applied(), side), r.leaseMillis())));
    return ranked;
  }
}
