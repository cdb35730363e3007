package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.InvalidationLog.ReassertRequest;
import java.util.List;
import java.util.function.LongSupplier;

/** Writes back, page by page, what this node knows and a server has lost in a failover. */
final class Reassertion {
  private final String incarnation;
  private final int page;
  private final InvalidationLog log;
  private final LongSupplier newGenerations;
  private final Epoch epoch;
  private final LogReplica replica;
  private final ProtocolListener listener;
  private boolean running;

  Reassertion(
      String incarnation,
      int page,
      InvalidationLog log,
      LongSupplier newGenerations,
      Epoch epoch,
      LogReplica replica,
      ProtocolListener listener) {
    this.incarnation = incarnation;
    this.page = page;
    this.log = log;
    this.newGenerations = newGenerations;
    this.epoch = epoch;
    this.replica = replica;
    this.listener = listener;
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
            newGenerations.getAsLong(),
            incarnation,
            generation,
            term,
            replica.known(),
            List.copyOf(changes.subList(from, to)),
            last);
    log.reassert(request)
        .whenComplete(
            (reply, error) -> {
              if (reply != null && reply.accepted() && !last) {
                send(changes, to, generation, term, done);
                return;
              }
              running = false;
              if (reply != null && reply.accepted()) {
                listener.reasserted(changes.size());
              }
              done.run();
            });
  }
}
