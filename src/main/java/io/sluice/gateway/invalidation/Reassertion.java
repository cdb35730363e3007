package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.InvalidationLog.ReassertRequest;
import java.util.List;

/** Writes back, page by page, what this node knows and a server has lost in a failover. */
final class Reassertion {
  private final String incarnation;
  private final int page;
  private final NodePorts ports;
  private final Epoch epoch;
  private final LogReplica replica;
  private boolean running;

  Reassertion(String incarnation, int page, NodePorts ports, Epoch epoch, LogReplica replica) {
    this.incarnation = incarnation;
    this.page = page;
    this.ports = ports;
    this.epoch = epoch;
    this.replica = replica;
  }

  /**
   * Begins, unless it is under way; {@code done} runs after the last page, whatever became of it.
   */
  void begin(long after, Runnable done) {
    if (running) {
      return;
    }
    running = true;
    List<Change> changes = replica.changesAfter(after);
    send(changes, 0, epoch.generation(), epoch.term(), done);
  }

  private void send(List<Change> changes, int from, long generation, long term, Runnable done) {
    int to = Math.min(changes.size(), from + page);
    boolean last = to == changes.size();
    var request =
        new ReassertRequest(
            ports.newGenerations().getAsLong(),
            incarnation,
            generation,
            term,
            replica.known(),
            List.copyOf(changes.subList(from, to)),
            last);
    ports
        .log()
        .reassert(request)
        .whenComplete(
            (reply, error) -> {
              if (reply != null && reply.accepted() && !last) {
                send(changes, to, generation, term, done);
                return;
              }
              running = false;
              if (reply != null && reply.accepted()) {
                ports.listener().reasserted(changes.size());
              }
              done.run();
            });
  }
}
