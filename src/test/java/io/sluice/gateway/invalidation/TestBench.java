package io.sluice.gateway.invalidation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Time that moves when told, a log that answers at once, and other nodes that are only names. */
final class TestBench implements LeaseClock, Scheduler, InvalidationLog, Peers {
  static final ProtocolOptions OPTIONS = ProtocolOptions.defaults();
  static final String SELF = "self.1";

  /** What the server holds; tests change it behind the node's back. */
  final ScriptModel server;

  final List<HeartbeatRequest> heartbeats = new ArrayList<>();
  final List<ApplyMessage> sent = new ArrayList<>();
  final Map<String, CompletableFuture<Boolean>> acks = new HashMap<>();
  final Set<String> members = new LinkedHashSet<>();
  private final SimWorld world = new SimWorld(1, false);

  /** How commits fail; empty while they reach the server. */
  Optional<LogUnavailableException> commitFailure = Optional.empty();

  boolean verified = true;
  boolean durable = true;
  String runId = "run1";
  private long counter;

  TestBench(int page) {
    server =
        new ScriptModel(
            EnumSet.noneOf(Mutant.class), 1_000, page, 5_000, OPTIONS.lease().toMillis());
  }

  InvalidationNode leased() {
    return InvalidationNode.leased(
        SELF, OPTIONS, this, this, this, this, world::unique, ProtocolListener.NONE);
  }

  InvalidationNode local(ProtocolOptions options) {
    return InvalidationNode.local(SELF, options, this, this, this, 77, ProtocolListener.NONE);
  }

  void passMillis(int millis) {
    // The clock stands at the last event: there must be one at the end.
    world.afterMillis(millis, () -> {});
    world.run(world.now() / SimWorld.MILLI + millis + 1e-3);
  }

  /** What another node answers to what it was sent. */
  void answer(String node, boolean applied) {
    Objects.requireNonNull(acks.get(node)).complete(applied);
  }

  /** Another node says that it is alive. */
  void heartbeatOf(String node, long applied) {
    server.heartbeat(
        new HeartbeatRequest(
            1,
            node,
            ++counter,
            server.generation,
            server.term,
            applied,
            applied,
            applied,
            false,
            Map.of()),
        runId,
        micros());
  }

  @Override
  public long nanoTime() {
    return world.now();
  }

  @Override
  public long wallMillis() {
    return 1_000_000 + world.now() / 1_000_000;
  }

  private long micros() {
    return 1_000_000_000_000L + world.now() / 1_000;
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    boolean[] cancelled = {false};
    world.afterNanos(
        delayNanos,
        () -> {
          if (!cancelled[0]) {
            task.run();
          }
        });
    return () -> cancelled[0] = true;
  }

  @Override
  public CompletionStage<CommitReply> commit(CommitRequest request) {
    if (commitFailure.isPresent()) {
      return CompletableFuture.failedFuture(commitFailure.get());
    }
    CommitReply r = server.commit(request, runId, micros());
    return CompletableFuture.completedFuture(
        new CommitReply(
            r.generation(),
            r.term(),
            r.previousHead(),
            r.firstSequence(),
            r.head(),
            r.nodes(),
            verified,
            durable));
  }

  @Override
  public CompletionStage<HeartbeatReply> heartbeat(HeartbeatRequest request) {
    heartbeats.add(request);
    HeartbeatReply r = server.heartbeat(request, runId, micros());
    return CompletableFuture.completedFuture(
        new HeartbeatReply(
            r.generation(),
            r.term(),
            r.head(),
            r.floor(),
            r.changes(),
            r.more(),
            r.recovering(),
            r.reassertAfter(),
            r.nodes(),
            verified,
            durable));
  }

  @Override
  public CompletionStage<ReassertReply> reassert(ReassertRequest request) {
    return CompletableFuture.completedFuture(server.reassert(request, runId, micros()));
  }

  @Override
  public CompletionStage<Boolean> apply(String incarnation, ApplyMessage message) {
    sent.add(message);
    return acks.computeIfAbsent(incarnation, node -> new CompletableFuture<>());
  }

  @Override
  public Set<String> members() {
    return members;
  }
}
