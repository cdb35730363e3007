package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.message.OrderJson;
import io.sluice.gateway.spi.DeadLetter;
import io.sluice.gateway.spi.DeadLetters;
import io.sluice.gateway.spi.EventCounts.Result;
import io.sluice.gateway.spi.EventCounts.Source;
import io.sluice.gateway.verticle.event.EventException;
import io.sluice.gateway.verticle.event.EventForms;
import io.sluice.gateway.verticle.event.EventIntake;
import io.sluice.gateway.verticle.event.EventIntake.Taken;
import io.sluice.gateway.verticle.event.EventOutcome;
import io.sluice.gateway.verticle.event.EventServices;
import io.sluice.gateway.verticle.event.ReceivedEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /cache/events}: events of other systems, over HTTP. */
final class EventRoutes {
  private static final String PATH = "/cache/events";
  private static final String CONTENT_TYPE = EventRoutes.class.getName();

  private final EventServices services;
  private final EventIntake intake;
  private final DeadLetters letters;

  EventRoutes(Vertx vertx, EventServices services, DeadLetters letters) {
    this.services = services;
    this.intake = new EventIntake(vertx, services, Source.HTTP);
    this.letters = letters;
  }

  void mount(Router router, Access access) {
    router.post(PATH).handler(access.requires(Scope.PURGE)).handler(this::take);
    router.options(PATH).handler(access.requires(Scope.PURGE)).handler(EventRoutes::agree);
  }

  /** Elsewhere on this port the media type means nothing, and is taken away. */
  static void keepContentType(RoutingContext context) {
    context.put(CONTENT_TYPE, context.request().getHeader(HttpHeaders.CONTENT_TYPE));
  }

  /** The validation handshake of CloudEvents' web hooks, §4. */
  private static void agree(RoutingContext context) {
    var response = context.response().putHeader(HttpHeaders.ALLOW, "POST");
    var origin = context.request().getHeader("webhook-request-origin");
    if (origin != null) {
      response.putHeader("webhook-allowed-origin", origin).putHeader("webhook-allowed-rate", "*");
    }
    response.end();
  }

  private void take(RoutingContext context) {
    List<ReceivedEvent> events;
    try {
      @Nullable String contentType = context.get(CONTENT_TYPE);
      events = EventForms.read(context.request().headers(), contentType, context.body().buffer());
    } catch (EventException refused) {
      services.counts().count(Source.HTTP, Result.MALFORMED);
      refuse(context, refused);
      return;
    }
    apply(context, events)
        .compose(taken -> taken.isCommitted() ? keep(taken) : Future.succeededFuture(taken))
        .onSuccess(taken -> EventAnswer.write(context, taken));
  }

  /** Applies events. Where they cannot be, it answers, and the future fails. */
  Future<Taken> apply(RoutingContext context, List<ReceivedEvent> events) {
    try {
      var order = new JsonObject();
      for (var name : List.of("wait", "timeout")) {
        order.put(name, context.queryParams().get(name));
      }
      return intake
          .take(
              events,
              OrderJson.awaiting(order),
              OrderJson.timeout(order, AdminTerms.of(context).invalidationTimeout()),
              Access.caller(context))
          .onFailure(
              cause -> Problems.write(context, 503, "the invalidation verticle does not answer"));
    } catch (EventException refused) {
      refuse(context, refused);
    } catch (IllegalArgumentException invalid) {
      Problems.write(context, 400, String.valueOf(invalid.getMessage()));
    }
    return Future.failedFuture("answered");
  }

  private static void refuse(RoutingContext context, EventException refused) {
    int status =
        switch (refused.reason()) {
          case MALFORMED -> 400;
          case UNSUPPORTED -> 415;
          case TOO_LARGE -> 413;
        };
    Problems.write(context, status, String.valueOf(refused.getMessage()));
  }

  /** Keeps what is dead; says so where that is not possible. */
  private Future<Taken> keep(Taken taken) {
    List<Future<EventOutcome>> outcomes = new ArrayList<>();
    for (var outcome : taken.outcomes()) {
      outcomes.add(
          outcome.result() == Result.DEAD ? keep(outcome) : Future.succeededFuture(outcome));
    }
    return Future.all(outcomes)
        .map(all -> new Taken(outcomes.stream().map(Future::result).toList(), taken.receipts()));
  }

  private Future<EventOutcome> keep(EventOutcome outcome) {
    var letter =
        DeadLetter.of(Instant.now(), "http", outcome.detail(), outcome.event().json().encode());
    return letters
        .add(letter)
        .map(outcome)
        .otherwise(cause -> outcome.withDetail(outcome.detail() + " (not kept: Redis is away)"));
  }
}
