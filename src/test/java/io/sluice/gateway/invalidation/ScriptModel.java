package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.InvalidationLog.CommitReply;
import io.sluice.gateway.invalidation.InvalidationLog.CommitRequest;
import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatReply;
import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatRequest;
import io.sluice.gateway.invalidation.InvalidationLog.ReassertReply;
import io.sluice.gateway.invalidation.InvalidationLog.ReassertRequest;
import io.sluice.gateway.invalidation.InvalidationLog.Registration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the three scripts do, in Java, on the data of one server; a test holds it against the
 * scripts themselves.
 */
final class ScriptModel {
  private static final long JUMP_MICROS = 60_000_000;
  private static final int TERM_BITS = 20;

  private final Set<Mutant> mutants;
  private final int maxTags;
  private final int page;
  private final long windowMicros;
  private final long leaseMillis;

  // The hash m; generation 0 = lost.
  long generation;
  long term;
  String runId = "";
  long head;
  Set<String> awaited = new HashSet<>();
  long boundary = -1;
  long deadline;

  // The zset z, with its sentinel.
  Map<Member, Long> records = new HashMap<>();
  long floor;
  boolean recordsLost;

  // The hash n, with its sentinel.
  Map<String, Registration> nodes = new HashMap<>();
  boolean nodesLost;

  record Member(Change.Mode mode, long tag) {}

  ScriptModel(Set<Mutant> mutants, int maxTags, int page, long windowMillis, long leaseMillis) {
    this.mutants = mutants;
    this.maxTags = maxTags;
    this.page = page;
    this.windowMicros = windowMillis * 1000;
    this.leaseMillis = leaseMillis;
  }

  ScriptModel copy() {
    var copy = new ScriptModel(mutants, maxTags, page, windowMicros / 1000, leaseMillis);
    copy.generation = generation;
    copy.term = term;
    copy.runId = runId;
    copy.head = head;
    copy.awaited = new HashSet<>(awaited);
    copy.boundary = boundary;
    copy.deadline = deadline;
    copy.records = new HashMap<>(records);
    copy.floor = floor;
    copy.recordsLost = recordsLost;
    copy.nodes = new HashMap<>(nodes);
    copy.nodesLost = nodesLost;
    return copy;
  }

  /** FLUSHALL. */
  void flush() {
    generation = 0;
    term = 0;
    head = 0;
    awaited.clear();
    loseRecords();
    loseNodes();
  }

  void loseRecords() {
    records.clear();
    recordsLost = true;
  }

  void loseNodes() {
    nodes.clear();
    nodesLost = true;
  }

  private void prologue(
      long newGeneration, long nodeGeneration, long nodeTerm, String serverRunId, long now) {
    boolean registryLost = nodesLost && !mutants.contains(Mutant.NO_REGISTRY_SENTINEL);
    if (generation == 0 || recordsLost || registryLost) {
      rotate(newGeneration, nodeTerm, serverRunId, now);
    } else if (!runId.equals(serverRunId)) {
      if (awaited.isEmpty()) {
        boundary = head;
      }
      awaited.addAll(nodes.keySet());
      term = next(term, newGeneration);
      runId = serverRunId;
      long jump = JUMP_MICROS * (1 + (newGeneration >>> 56));
      head = mutants.contains(Mutant.NO_JUMP) ? head : Math.max(head, now) + jump;
      deadline = now + windowMicros;
    }
    if (nodeTerm > term || (nodeTerm == term && nodeGeneration != generation)) {
      rotate(newGeneration, nodeTerm, serverRunId, now);
    }
    if (mutants.contains(Mutant.NO_RECOVERY)) {
      awaited.clear();
    }
    if (!awaited.isEmpty()) {
      deadline = Math.min(deadline, now + windowMicros);
      if (now > deadline) {
        rotate(newGeneration, nodeTerm, serverRunId, now);
      }
    }
  }

  private static long next(long term, long newGeneration) {
    return (((term >> TERM_BITS) + 1) << TERM_BITS) + (newGeneration & ((1 << TERM_BITS) - 1));
  }

  private void rotate(long newGeneration, long nodeTerm, String serverRunId, long now) {
    generation = mutants.contains(Mutant.NO_ROTATION) ? 1 : newGeneration;
    term = next(Math.max(term, nodeTerm), newGeneration);
    runId = serverRunId;
    head = Math.max(head, now);
    awaited.clear();
    records.clear();
    recordsLost = false;
    floor = mutants.contains(Mutant.NO_ROTATION) ? 0 : head;
    nodes.clear();
    nodesLost = false;
  }

  CommitReply commit(CommitRequest request, String serverRunId, long now) {
    prologue(request.newGeneration(), request.generation(), request.term(), serverRunId, now);
    long previous = head;
    long first = mutants.contains(Mutant.NO_JUMP) ? head + 1 : Math.max(head + 1, now);
    head = first - 1;
    for (long tag : request.tags()) {
      records.put(new Member(request.mode(), tag), ++head);
    }
    int excess = records.size() - maxTags;
    if (excess > 0) {
      int cut = Math.min(excess + maxTags / 100, 4 * request.tags().size() + 1000);
      floor = sorted(floor).get(cut - 1).sequence();
      records.values().removeIf(sequence -> sequence <= floor);
    }
    return new CommitReply(
        generation, term, previous, first, head, new TreeMap<>(nodes), true, false);
  }

  HeartbeatReply heartbeat(HeartbeatRequest request, String serverRunId, long now) {
    prologue(request.newGeneration(), request.generation(), request.term(), serverRunId, now);
    boolean behind = request.generation() == generation && request.known() > head;
    if (behind && !mutants.contains(Mutant.NO_JUMP)) {
      rotate(request.newGeneration(), request.term(), serverRunId, now);
    }
    String node = request.incarnation();
    boolean same = request.generation() == generation;
    long reassert = -1;
    if (!awaited.isEmpty()) {
      if (same && request.known() > boundary) {
        reassert = boundary;
      } else {
        awaited.remove(node);
      }
    }
    request
        .silent()
        .forEach(
            (silent, counter) -> {
              Registration entry = nodes.get(silent);
              if (!silent.equals(node) && entry != null && entry.counter() == counter) {
                nodes.remove(silent);
              }
            });
    Registration entry = nodes.get(node);
    if (request.leaving()) {
      nodes.remove(node);
    } else if (entry == null || entry.counter() < request.counter()) {
      nodes.put(
          node, new Registration(request.counter(), same ? request.applied() : 0, leaseMillis));
    }
    List<Change> changes = sorted(same ? Math.max(floor, request.since()) : floor);
    boolean more = changes.size() >= page;
    return new HeartbeatReply(
        generation,
        term,
        head,
        floor,
        List.copyOf(more ? changes.subList(0, page) : changes),
        more,
        !awaited.isEmpty(),
        reassert,
        new TreeMap<>(nodes),
        true,
        false);
  }

  ReassertReply reassert(ReassertRequest request, String serverRunId, long now) {
    prologue(request.newGeneration(), request.generation(), request.term(), serverRunId, now);
    if (request.generation() != generation || request.term() != term) {
      return new ReassertReply(false);
    }
    for (Change change : request.changes()) {
      if (change.sequence() > floor) {
        records.merge(new Member(change.mode(), change.tag()), change.sequence(), Math::max);
      }
    }
    head = Math.max(head, request.known());
    if (!awaited.isEmpty()) {
      deadline = now + windowMicros;
      if (request.last()) {
        awaited.remove(request.incarnation());
      }
    }
    return new ReassertReply(true);
  }

  private List<Change> sorted(long after) {
    List<Change> changes = new ArrayList<>();
    records.forEach(
        (member, sequence) -> {
          if (sequence > after) {
            changes.add(new Change(member.tag(), member.mode(), sequence));
          }
        });
    changes.sort(Comparator.comparingLong(Change::sequence));
    return changes;
  }
}
