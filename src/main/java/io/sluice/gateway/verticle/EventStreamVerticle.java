package io.sluice.gateway.verticle;

import io.sluice.gateway.invalidation.Invalidation;
import io.sluice.gateway.spi.DeadLetter;
import io.sluice.gateway.spi.DeadLetters;
import io.sluice.gateway.spi.EventCounts.Result;
import io.sluice.gateway.spi.EventCounts.Source;
import io.sluice.gateway.spi.EventStream;
import io.sluice.gateway.spi.EventStream.Entry;
import io.sluice.gateway.spi.LogBudget;
import io.sluice.gateway.verticle.event.EventForms;
import io.sluice.gateway.verticle.event.EventIntake;
import io.sluice.gateway.verticle.event.EventServices;
import io.sluice.gateway.verticle.event.ReceivedEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events from a stream that the nodes read together: applies them, keeps those that cannot
 * be, and only then says that they are done. Whatever fails is repeated until it succeeds. One
 * instance a node.
 */
public final class EventStreamVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(EventStreamVerticle.class);

  /**
   * An entry that was handed out more often ended those who took it, one after the other. What
   * merely cannot be committed stays in one hand and is not counted.
   */
  private static final int MAX_DELIVERIES = 5;

  /** A silent node must not keep the events behind these from being committed. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private static final long PAUSE_MILLIS = 1000;
  private static final long CONNECT_MILLIS = 200;
  private static final long STOP_SECONDS = 2;

  private final Function<Vertx, EventStream> streams;
  private final EventServices services;
  private final Supplier<Duration> timeout;
  private final Promise<Void> stopped = Promise.promise();
  private final LogBudget budget = new LogBudget(3, Duration.ofMinutes(1), System::nanoTime);
  private final LogBudget deaths = new LogBudget(10, Duration.ofMinutes(1), System::nanoTime);
  private @Nullable EventStream stream;
  private boolean stopping;

  /**
   * @param streams makes the way to the stream, on the event loop that will use it
   * @param timeout of an invalidation
   */
  public EventStreamVerticle(
      Function<Vertx, EventStream> streams, EventServices services, Supplier<Duration> timeout) {
    this.streams = streams;
    this.services = services;
    this.timeout = timeout;
  }

  @Override
  public Future<?> start() {
    var opened = streams.apply(vertx);
    stream = opened;
    new Reading(opened).next();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    if (stream == null || !stream.isAvailable()) {
      return Future.succeededFuture();
    }
    // What is in hand when that does not suffice goes to another node, or to this one's successor.
    return stopped.future().timeout(STOP_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
  }

  private static Duration bounded(Duration configured) {
    return configured.compareTo(LONGEST_WAIT) < 0 ? configured : LONGEST_WAIT;
  }

  /** What was handed out together, and how far it is. */
  private static final class Batch {
    final List<String> ids = new ArrayList<>();
    final List<ReceivedEvent> events = new ArrayList<>();
    final Queue<DeadLetter> letters = new ArrayDeque<>();
    boolean applied;
  }

  private final class Reading {
    private final EventStream stream;
    private final EventIntake intake;
    private @Nullable DeadLetters letters;

    Reading(EventStream stream) {
      this.stream = stream;
      this.intake = new EventIntake(vertx, services, Source.STREAM);
    }

    void next() {
      if (stopping) {
        stream.leave().onComplete(left -> stopped.tryComplete());
        return;
      }
      stream.next().onSuccess(entries -> finish(read(entries)));
    }

    private Batch read(List<Entry> entries) {
      var batch = new Batch();
      for (var entry : entries) {
        batch.ids.add(entry.id());
        var event = entry.event();
        if (event == null || !entry.reason().isEmpty()) {
          bury(batch, entry, entry.reason());
        } else if (entry.deliveries() > MAX_DELIVERIES) {
          bury(batch, entry, "handed out " + MAX_DELIVERIES + " times and never finished");
        } else {
          try {
            batch.events.add(EventForms.read(event));
          } catch (RuntimeException malformed) {
            // An EventException; whatever else it were, it must not stop those behind it.
            bury(batch, entry, String.valueOf(malformed.getMessage()));
          }
        }
      }
      return batch;
    }

    /** What never was an event for a mapping; the intake counts the others. */
    private void bury(Batch batch, Entry entry, String reason) {
      var event = entry.event() == null ? Buffer.buffer() : entry.event();
      batch.letters.add(DeadLetter.of(Instant.now(), "stream", reason, event.toString()));
      services.counts().count(Source.STREAM, Result.DEAD);
      if (deaths.take()) {
        LOG.warn("Entry {} of the event stream is dead: {}", entry.id(), reason);
      }
    }

    private void finish(Batch batch) {
      if (batch.ids.isEmpty()) {
        next();
        return;
      }
      Future.succeededFuture()
          .compose(begun -> apply(batch))
          .compose(applied -> keep(batch))
          .compose(kept -> stream.done(batch.ids))
          .onComplete(done -> next(), cause -> repeat(batch, cause));
    }

    private Future<Void> apply(Batch batch) {
      if (batch.applied || batch.events.isEmpty()) {
        return Future.succeededFuture();
      }
      return intake
          .take(batch.events, Invalidation.Wait.CLUSTER, bounded(timeout.get()), "stream")
          .compose(
              taken -> {
                if (!taken.isCommitted()) {
                  return Future.failedFuture("not committed");
                }
                batch.applied = true;
                for (var outcome : taken.outcomes()) {
                  if (outcome.result() == Result.DEAD) {
                    batch.letters.add(
                        DeadLetter.of(
                            Instant.now(),
                            "stream",
                            outcome.detail(),
                            outcome.event().json().encode()));
                  }
                }
                return Future.succeededFuture();
              });
    }

    private Future<Void> keep(Batch batch) {
      var letter = batch.letters.peek();
      if (letter == null) {
        return Future.succeededFuture();
      }
      if (letters == null) {
        // Most nodes never need that connection, which takes a moment.
        letters = services.deadLetters().apply(vertx);
        return vertx.timer(CONNECT_MILLIS, TimeUnit.MILLISECONDS).compose(open -> keep(batch));
      }
      return letters
          .add(letter)
          .compose(
              id -> {
                batch.letters.remove();
                return keep(batch);
              });
    }

    private void repeat(Batch batch, Throwable cause) {
      if (stopping) {
        stopped.tryComplete();
        return;
      }
      if (budget.take()) {
        LOG.warn("{} events of the stream are repeated: {}", batch.ids.size(), cause.toString());
      }
      stream.hold(batch.ids);
      vertx.setTimer(PAUSE_MILLIS, id -> finish(batch));
    }
  }
}
