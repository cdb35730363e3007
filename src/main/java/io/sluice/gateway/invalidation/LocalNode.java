package io.sluice.gateway.invalidation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A node without Redis, which numbers the records that it applies. */
final class LocalNode implements InvalidationNode {
  private final Validity validity;

  LocalNode(
      String incarnation,
      ProtocolOptions options,
      LeaseClock clock,
      Scheduler scheduler,
      Peers peers,
      long generation) {
    this.validity = new Validity(clock, new TagTable(), Lease.UNBOUNDED);
  }

  @Override
  public Validity validity() {
    return validity;
  }

  @Override
  public void start() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> stop() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Receipt> submit(Invalidation order) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean apply(ApplyMessage message) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void nudge(long head) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Receipt> receipt(String id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Receipt> receipts(Instant since, Optional<String> tag) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ProtocolStatus status() {
    throw new UnsupportedOperationException();
  }
}
