package io.sluice.gateway.invalidation;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A node's connection to Redis: late, cut off, or to a master that has been replaced. */
final class SimLog implements InvalidationLog {
  private static final double COMMAND_TIMEOUT_MILLIS = 1000;

  private final SimWorld world;
  private final SimNode node;
  private final Set<Mutant> mutants;
  private @Nullable SimServer countedFor;
  private long counted;

  SimLog(SimWorld world, SimNode node, Set<Mutant> mutants) {
    this.world = world;
    this.node = node;
    this.mutants = mutants;
  }

  @Override
  public CompletionStage<CommitReply> commit(CommitRequest request) {
    return call(
        server -> server.data.commit(request, server.runId, server.now()),
        (r, held) ->
            new CommitReply(
                r.generation(),
                r.term(),
                r.previousHead(),
                r.firstSequence(),
                r.head(),
                r.nodes(),
                r.verified(),
                held || mutants.contains(Mutant.NO_MAJORITY)));
  }

  @Override
  public CompletionStage<HeartbeatReply> heartbeat(HeartbeatRequest request) {
    HeartbeatRequest sent =
        mutants.contains(Mutant.COUNTER_RESETS) ? countedAnew(request) : request;
    boolean any =
        mutants.contains(Mutant.NO_MAJORITY) || mutants.contains(Mutant.NO_MAJORITY_ON_HEARTBEATS);
    return call(
        server -> server.data.heartbeat(sent, server.runId, server.now()),
        (r, held) ->
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
                r.verified(),
                held || any));
  }

  private HeartbeatRequest countedAnew(HeartbeatRequest r) {
    if (node.server() != countedFor) {
      countedFor = node.server();
      counted = r.counter() - 1;
    }
    return new HeartbeatRequest(
        r.newGeneration(),
        r.incarnation(),
        r.counter() - counted,
        r.generation(),
        r.term(),
        r.applied(),
        r.since(),
        r.known(),
        r.leaving(),
        r.silent());
  }

  @Override
  public CompletionStage<ReassertReply> reassert(ReassertRequest request) {
    return call(
        server -> server.data.reassert(request, server.runId, server.now()), (r, held) -> r);
  }

  private <R> CompletionStage<R> call(
      Function<SimServer, R> script, BiFunction<R, Boolean, R> answer) {
    var stage = new CompletableFuture<R>();
    int boot = node.boot();
    SimServer server = node.server();
    world.afterMillis(
        world.networkMillis(),
        () -> {
          if (node.cutFromRedis() || server.role == SimServer.Role.REPLICA) {
            return;
          }
          R reply = script.apply(server);
          world.trace(() -> node + " at server " + server.index + ": " + reply);
          server.written();
          server.awaitMajority(
              held ->
                  world.afterMillis(
                      world.networkMillis(),
                      () -> {
                        if (!node.cutFromRedis()) {
                          node.deliver(boot, () -> stage.complete(answer.apply(reply, held)));
                        }
                      }));
        });
    world.afterMillis(
        COMMAND_TIMEOUT_MILLIS,
        () ->
            node.deliver(
                boot,
                () ->
                    stage.completeExceptionally(
                        new LogUnavailableException("command timeout", true))));
    return stage;
  }
}
