package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.InvalidationLog.CommitReply;
import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatReply;
import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A node whose invalidations are sequenced in Redis: it decides what each answer of the log means
 * for its epoch, its replica and its lease.
 */
final class LeasedNode implements InvalidationNode, Heartbeats.Node, CommitContext {
  /** While something is awaited, heartbeats come this many times as often. */
  private static final int HURRY = 5;

  private final String incarnation;
  private final ProtocolOptions options;
  private final NodePorts ports;
  private final LeaseClock clock;
  private final ProtocolListener listener;
  private final LeaseTimes times;
  private final TagTable table = new TagTable();
  private final Validity validity;
  private final LogReplica replica;
  private final Epoch epoch = new Epoch();
  private final TrustWatch trust;
  private final PageCursor cursor = new PageCursor();
  private final Registry registry;
  private final HeldTags held;
  private final Receipts receipts;
  private final Acknowledgements acknowledgements;
  private final Commits commits;
  private final Heartbeats heartbeats;
  private final Reassertion reassertion;
  private boolean recovering;
  private long answered;
  private long answeredNanos;
  private long failures;

  LeasedNode(String incarnation, ProtocolOptions options, NodePorts ports, LeaseTimes times) {
    this.incarnation = incarnation;
    this.options = options;
    this.ports = ports;
    this.clock = ports.clock();
    this.listener = ports.listener();
    this.times = times;
    this.validity = new Validity(clock, table, Lease.NONE);
    this.trust = new TrustWatch(validity, listener);
    this.replica = new LogReplica(table, validity);
    this.registry = new Registry(times);
    this.held = new HeldTags(table);
    this.receipts = new Receipts(incarnation, options, clock, listener);
    this.acknowledgements = new Acknowledgements(this, ports);
    this.commits =
        new Commits(this, epoch, ports, receipts, held, options.maxHeldTags(), acknowledgements);
    this.heartbeats = new Heartbeats(options, clock, ports.scheduler(), this::intervalNanos, this);
    this.reassertion = new Reassertion(incarnation, options.reassertPage(), ports, epoch, replica);
  }

  private long intervalNanos() {
    long interval = options.heartbeat().toNanos();
    return recovering || acknowledgements.anyWaiting() ? interval / HURRY : interval;
  }

  @Override
  public void start() {
    heartbeats.start();
  }

  @Override
  public CompletionStage<Void> stop() {
    heartbeats.stop();
    commits.stop();
    validity.lease(Lease.NONE);
    acknowledgements.giveUp();
    return ports
        .log()
        .heartbeat(request(heartbeats.nextCounter(), replica.applied(), true))
        .handle((reply, error) -> null);
  }

  @Override
  public CompletionStage<HeartbeatReply> send(long counter) {
    trust.look();
    return ports.log().heartbeat(request(counter, cursor.ask(replica.applied()), false));
  }

  private HeartbeatRequest request(long counter, long since, boolean leaving) {
    Map<String, Long> silent = registry.silent(clock.nanoTime());
    return new HeartbeatRequest(
        ports.newGenerations().getAsLong(),
        incarnation,
        counter,
        epoch.generation(),
        epoch.term(),
        replica.applied(),
        since,
        replica.known(),
        leaving,
        silent);
  }

  @Override
  public void failed(Throwable cause) {
    failures++;
    listener.heartbeatFailed(cause);
    trust.look();
  }

  @Override
  public void answered(HeartbeatReply reply, Heartbeats.Sent sent) {
    if (!reply.durable()) {
      failed(new LogUnavailableException("not held by a majority of the servers", true));
      return;
    }
    boolean fromTheStart = reply.generation() != epoch.generation();
    if (!enter(reply)) {
      failed(new LogUnavailableException("answered by a server that has been replaced", true));
      return;
    }
    answered++;
    answeredNanos = clock.nanoTime();
    registry.update(reply.nodes(), clock.nanoTime());
    replica.merge(reply);
    recovering = reply.recovering();
    acknowledgements.reported(reply);
    if (reply.reassertAfter() >= 0) {
      reassertion.begin(reply.reassertAfter(), heartbeats::soon);
    }
    switch (cursor.answered(reply, fromTheStart)) {
      case RECOVERING -> {}
      case READING -> heartbeats.immediately();
      case COMPLETE -> caughtUp(reply, sent);
    }
    trust.look();
  }

  /** Enters the epoch of a reply; false if it is outdated. */
  private boolean enter(HeartbeatReply reply) {
    long now = clock.nanoTime();
    long previousGeneration = epoch.generation();
    long previousTerm = epoch.term();
    switch (epoch.sight(reply.generation(), reply.term())) {
      case OUTDATED -> {
        epoch.setBack(reply.term(), now);
        heartbeats.soon();
        return false;
      }
      case NEW_GENERATION -> {
        replica.restart(reply.generation(), reply.floor());
        registry.clear();
        epoch.enter(reply.generation(), reply.term(), now);
        listener.generationChanged(previousGeneration, reply.generation());
        commits.epochChanged();
      }
      case NEW_TERM -> {
        epoch.enter(reply.generation(), reply.term(), now);
        listener.termChanged(previousTerm, reply.term());
        commits.epochChanged();
      }
      case CURRENT -> {}
    }
    return true;
  }

  /** The table holds everything up to the head of this reply. */
  private void caughtUp(HeartbeatReply reply, Heartbeats.Sent sent) {
    boolean behind = replica.applied() < reply.head();
    replica.complete(reply.head());
    acknowledgements.confirmedAt(sent.nanos());
    if (reply.verified()) {
      validity.lease(times.earned(sent.nanos(), sent.wallMillis()));
    }
    if (behind && !reply.changes().isEmpty()) {
      // Somebody may be waiting for this node: report the new position before the interval is over.
      heartbeats.soon();
    }
  }

  @Override
  public boolean observe(CommitReply reply, ApplyMessage message) {
    long now = clock.nanoTime();
    switch (epoch.sight(reply.generation(), reply.term())) {
      case OUTDATED -> {
        return false;
      }
      case NEW_GENERATION -> {
        // Only heartbeats enter a generation; until one has, this node trusts nothing and promises
        // nothing.
        validity.lease(Lease.NONE);
        heartbeats.abandon();
        heartbeats.immediately();
        epoch.unsettle(now);
        registry.update(reply.nodes(), now);
        return true;
      }
      case NEW_TERM -> {
        long previous = epoch.term();
        epoch.enter(reply.generation(), reply.term(), now);
        listener.termChanged(previous, reply.term());
        commits.epochChanged();
      }
      case CURRENT -> {}
    }
    registry.update(reply.nodes(), now);
    if (!replica.apply(message)) {
      heartbeats.soon();
    }
    return true;
  }

  @Override
  public long lastBefore(ApplyMessage message) {
    return replica.lastBefore(message);
  }

  @Override
  public boolean apply(ApplyMessage message) {
    if (message.generation() != epoch.generation()) {
      heartbeats.soon();
      return false;
    }
    if (!replica.apply(message)) {
      heartbeats.soon();
    }
    return true;
  }

  @Override
  public void nudge(long head) {
    if (head > replica.applied()) {
      heartbeats.soon();
    }
  }

  @Override
  public String incarnation() {
    return incarnation;
  }

  @Override
  public long fencedAtNanos(String peer) {
    return registry.fencedAtNanos(peer, clock.nanoTime());
  }

  @Override
  public void voidEverything() {
    validity.lease(Lease.NONE);
    epoch.leave(clock.nanoTime());
    heartbeats.abandon();
    heartbeats.soon();
  }

  @Override
  public void confirm() {
    heartbeats.soon();
  }

  @Override
  public long settledAtNanos() {
    return epoch.enteredNanos() + times.graceNanos(registry.longestLeaseMillis());
  }

  @Override
  public Validity validity() {
    return validity;
  }

  @Override
  public CompletionStage<Receipt> submit(Invalidation order) {
    return submit(order, ports.peers());
  }

  @Override
  public CompletionStage<Receipt> submit(Invalidation order, Delivery delivery) {
    return commits.submit(order, delivery);
  }

  @Override
  public Optional<Receipt> receipt(String id) {
    return receipts.find(id);
  }

  @Override
  public List<Receipt> receipts(Instant since, Optional<String> tag) {
    return receipts.list(since, tag);
  }

  @Override
  public ProtocolStatus status() {
    return new ProtocolStatus(
        incarnation,
        ProtocolStatus.Mode.LOG,
        validity.trusted(),
        validity.lease().remainingMillis(clock),
        epoch.generation(),
        epoch.term(),
        replica.applied(),
        replica.head(),
        Math.max(0, replica.head() - replica.applied()) / 1000,
        recovering,
        registry.status(clock.nanoTime()),
        answered,
        failures,
        answered == 0 ? -1 : (clock.nanoTime() - answeredNanos) / 1_000_000,
        epoch.changes(),
        table.records(),
        table.bytes(),
        table.floor(),
        held.size(),
        receipts.pending());
  }
}
