package io.sluice.gateway.verticle.event;

import io.sluice.gateway.invalidation.Change.Mode;
import io.sluice.gateway.invalidation.Invalidation;
import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.spi.EventCounts.Result;
import io.sluice.gateway.spi.EventCounts.Source;
import io.sluice.gateway.verticle.InvalidationClient;
import io.sluice.gateway.verticle.event.EventMapper.Invalidates;
import io.sluice.gateway.verticle.event.EventMapper.Meaning;
import io.sluice.gateway.verticle.event.EventMapper.Unfit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what events mean: those that come together in one commit, or in two where some
 * mappings are hard and some soft. Applying an event again does no harm. Used on one event loop.
 */
public final class EventIntake {
  private static final Logger LOG = LoggerFactory.getLogger(EventIntake.class);

  private final InvalidationClient invalidations;
  private final EventServices services;
  private final Source source;
  private final EventLog log;

  public EventIntake(Vertx vertx, EventServices services, Source source) {
    this.invalidations = new InvalidationClient(vertx);
    this.services = services;
    this.source = source;
    this.log = new EventLog(source);
  }

  /**
   * What became of events that came together.
   *
   * @param receipts one for each commit
   */
  public record Taken(List<EventOutcome> outcomes, List<Receipt> receipts) {
    /** Whether nothing has to be repeated. */
    public boolean isCommitted() {
      return receipts.stream().allMatch(Receipt::committed);
    }
  }

  /**
   * Applies events; those that do not fit the mappings are dead, and do not keep others from being
   * applied.
   *
   * @param by who sends them, for the log
   * @return fails only when the invalidation verticle is not there
   * @throws EventException when they name more than one commit may cover
   */
  public Future<Taken> take(
      List<ReceivedEvent> events, Invalidation.Wait awaiting, Duration timeout, String by) {
    List<Meaning> meanings = new ArrayList<>(events.size());
    Map<Mode, Set<String>> tags = new EnumMap<>(Mode.class);
    var mapper = services.mapper().get();
    for (var event : events) {
      var meaning = meaning(mapper, event);
      meanings.add(meaning);
      if (meaning instanceof Invalidates order) {
        tags.computeIfAbsent(Mode.HARD, mode -> new LinkedHashSet<>()).addAll(order.hard());
        tags.computeIfAbsent(Mode.SOFT, mode -> new LinkedHashSet<>()).addAll(order.soft());
      }
    }
    tags.values().removeIf(Set::isEmpty);
    int named = tags.values().stream().mapToInt(Set::size).sum();
    if (named > Invalidation.MAX_TAGS) {
      throw new EventException(
          EventException.Reason.TOO_LARGE,
          "tags: " + named + " (limit: " + Invalidation.MAX_TAGS + " in one batch)");
    }
    var origin = origin(events);
    Map<Mode, Future<Receipt>> commits = new EnumMap<>(Mode.class);
    tags.forEach(
        (mode, all) ->
            commits.put(
                mode,
                invalidations.submit(
                    new Invalidation(List.copyOf(all), mode, awaiting, timeout, false, origin))));
    return Future.join(List.copyOf(commits.values()))
        .map(done -> taken(events, meanings, commits, by));
  }

  /** An event that we fail at must not stop those behind it. */
  private static Meaning meaning(EventMapper mapper, ReceivedEvent event) {
    try {
      return mapper.of(event);
    } catch (RuntimeException fault) {
      LOG.error("An event cannot be mapped", fault);
      return new Unfit("it could not be mapped: " + fault);
    }
  }

  private Taken taken(
      List<ReceivedEvent> events,
      List<Meaning> meanings,
      Map<Mode, Future<Receipt>> commits,
      String by) {
    List<EventOutcome> outcomes = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      outcomes.add(outcome(events.get(i), meanings.get(i), commits));
    }
    var taken = new Taken(outcomes, commits.values().stream().map(Future::result).toList());
    for (var outcome : outcomes) {
      // What is repeated is counted when it has succeeded.
      if (taken.isCommitted() || outcome.result() == Result.FAILED) {
        services.counts().count(source, outcome.result());
        log.tell(outcome, by);
      }
    }
    return taken;
  }

  private static EventOutcome outcome(
      ReceivedEvent event, Meaning meaning, Map<Mode, Future<Receipt>> commits) {
    if (meaning instanceof Unfit unfit) {
      return new EventOutcome(
          event, Result.DEAD, List.of(), List.of(), List.of(), false, unfit.reason());
    }
    var order = (Invalidates) meaning;
    var receipts = new ArrayList<Receipt>();
    var tags = new ArrayList<String>(order.hard());
    tags.addAll(order.soft());
    commits.forEach(
        (mode, receipt) -> {
          if (!(mode == Mode.HARD ? order.hard() : order.soft()).isEmpty()) {
            receipts.add(receipt.result());
          }
        });
    var result =
        tags.isEmpty()
            ? Result.IGNORED
            : receipts.stream().allMatch(Receipt::committed) ? Result.APPLIED : Result.FAILED;
    return new EventOutcome(
        event,
        result,
        order.mappings(),
        tags,
        receipts.stream().map(Receipt::id).toList(),
        result == Result.APPLIED && receipts.stream().allMatch(Receipt::complete),
        "");
  }

  /** Who asks, as receipts have it: the event, or the first of several. */
  private static String origin(List<ReceivedEvent> events) {
    if (events.isEmpty()) {
      return "events";
    }
    var first = events.get(0);
    var others = events.size() == 1 ? "" : " and " + (events.size() - 1) + " more";
    return "event " + EventLog.word(first.id()) + " type " + EventLog.word(first.type()) + others;
  }
}
