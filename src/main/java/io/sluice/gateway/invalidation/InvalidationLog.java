package io.sluice.gateway.invalidation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The port to the log in Redis: three scripts, each atomic on the server.
 *
 * <p>Contract for an implementation:
 *
 * <ul>
 *   <li>Stages complete on the event loop that owns the node, each within a bounded time; a late
 *       answer may be dropped.
 *   <li>A stage fails with {@link LogUnavailableException}, which says whether the script may have
 *       run.
 *   <li>{@code durable} of a reply is true only if a majority of the <em>configured</em> number of
 *       servers, the master included, holds the write ({@code WAIT} on the same connection, after
 *       the script); true at once with one server.
 *   <li>{@code verified} is false if neither the script nor the connection could learn the server's
 *       run id, so that a failover could go unnoticed.
 *   <li>Requests are sent in the order of the calls, but nothing relies on their arriving.
 * </ul>
 */
public interface InvalidationLog {
  /** Appends one record for each tag. */
  CompletionStage<CommitReply> commit(CommitRequest request);

  /** Registers the node as alive and fetches what it has missed. */
  CompletionStage<HeartbeatReply> heartbeat(HeartbeatRequest request);

  /** Writes back, after a failover, what the server lost and this node knows. */
  CompletionStage<ReassertReply> reassert(ReassertRequest request);

  /**
   * What is to be invalidated.
   *
   * @param newGeneration the generation to use if the server finds that it must rotate; random, not
   *     0
   * @param generation the one this node knows, 0 for none
   * @param term the one this node knows: a server that is behind it was set back, and rotates
   * @param tags hashes, in the order in which they get sequences
   */
  record CommitRequest(
      long newGeneration, long generation, long term, Change.Mode mode, List<Long> tags) {}

  /**
   * A record for each tag is in the log.
   *
   * @param generation the flush epoch
   * @param term grows with every change of the server's run id and with every generation
   * @param previousHead the last sequence before this commit
   * @param firstSequence sequence of the first tag; those of the others follow without a gap
   * @param head the last sequence of this commit
   * @param nodes every registered incarnation
   */
  record CommitReply(
      long generation,
      long term,
      long previousHead,
      long firstSequence,
      long head,
      Map<String, Registration> nodes,
      boolean verified,
      boolean durable) {}

  /**
   * A sign of life.
   *
   * @param newGeneration as in a commit
   * @param incarnation this node, this boot
   * @param counter grows with each heartbeat and never resets
   * @param generation as in a commit
   * @param term as in a commit
   * @param applied every record up to here is in the table
   * @param since changes after this sequence are wanted; differs from {@code applied} while pages
   *     are being read
   * @param known the highest sequence this node has heard of, −1 for none
   * @param leaving true to deregister: the node has given up its lease
   * @param silent incarnations, with the counter seen, that have been silent for ten leases by this
   *     node's clock: the server forgets those whose counter is still the same
   */
  record HeartbeatRequest(
      long newGeneration,
      String incarnation,
      long counter,
      long generation,
      long term,
      long applied,
      long since,
      long known,
      boolean leaving,
      Map<String, Long> silent) {}

  /**
   * What a heartbeat brought back.
   *
   * @param floor records up to here may be missing, so that older entries are void
   * @param changes in ascending order of sequence, at most one page
   * @param more true if there are further changes after the last of this page
   * @param recovering true while the server waits for listed nodes after a failover: no leases
   * @param reassertAfter if not negative, the node must re-assert every record it knows after this
   *     sequence
   */
  record HeartbeatReply(
      long generation,
      long term,
      long head,
      long floor,
      List<Change> changes,
      boolean more,
      boolean recovering,
      long reassertAfter,
      Map<String, Registration> nodes,
      boolean verified,
      boolean durable) {}

  /**
   * One page of what this node knows and the server lost.
   *
   * @param term the one in which re-assertion was asked for; the server ignores pages of another
   * @param known as in a heartbeat
   * @param last true on the last page: the server need not wait for this node any longer
   */
  record ReassertRequest(
      long newGeneration,
      String incarnation,
      long generation,
      long term,
      long known,
      List<Change> changes,
      boolean last) {}

  /**
   * The server took or ignored a page.
   *
   * @param accepted false if generation or term have changed meanwhile: the next heartbeat tells
   *     what to do
   */
  record ReassertReply(boolean accepted) {}

  /**
   * A registered incarnation as the server last heard of it.
   *
   * @param applied the sequence it had applied, 0 if its generation is another
   * @param leaseMillis the length of the leases it gives itself
   */
  record Registration(long counter, long applied, long leaseMillis) {}
}
