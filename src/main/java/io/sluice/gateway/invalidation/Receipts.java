package io.sluice.gateway.invalidation;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The recent invalidations of this node, bounded by age and number. */
final class Receipts {
  private final String incarnation;
  private final ProtocolOptions options;
  private final LeaseClock clock;
  private final ProtocolListener listener;
  private final Map<String, Submission> byId = new LinkedHashMap<>();
  private long count;

  Receipts(
      String incarnation, ProtocolOptions options, LeaseClock clock, ProtocolListener listener) {
    this.incarnation = incarnation;
    this.options = options;
    this.clock = clock;
    this.listener = listener;
  }

  /** Opens the file of a new invalidation. */
  Submission open(Invalidation order, Delivery delivery) {
    Instant now = Instant.ofEpochMilli(clock.wallMillis());
    Submission submission =
        new Submission(
            incarnation + "-" + ++count, order, delivery, clock.nanoTime(), now, listener);
    byId.put(submission.id, submission);
    expire(now.minus(options.receiptsKept()));
    return submission;
  }

  private void expire(Instant oldest) {
    Iterator<Submission> eldest = byId.values().iterator();
    while (eldest.hasNext()) {
      boolean tooOld = eldest.next().submitted().isBefore(oldest);
      if (!tooOld && byId.size() <= options.maxReceipts()) {
        return;
      }
      eldest.remove();
    }
  }

  Optional<Receipt> find(String id) {
    return Optional.ofNullable(byId.get(id)).map(found -> found.receipt(clock.nanoTime()));
  }

  List<Receipt> list(Instant since, Optional<String> tag) {
    return byId.values().stream()
        .filter(s -> !s.submitted().isBefore(since))
        .filter(s -> tag.isEmpty() || s.order.tags().contains(tag.get()))
        .map(s -> s.receipt(clock.nanoTime()))
        .toList();
  }

  int pending() {
    return (int) byId.values().stream().filter(Submission::isPending).count();
  }
}
