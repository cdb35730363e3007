package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.spi.DeadLetter;
import io.sluice.gateway.spi.DeadLetters;
import io.sluice.gateway.spi.EventCounts.Result;
import io.sluice.gateway.verticle.event.EventForms;
import io.sluice.gateway.verticle.event.EventIntake.Taken;
import io.sluice.gateway.verticle.event.ReceivedEvent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code /cache/events/dead-letters}: events that could not be applied, and another try. */
final class DeadLetterRoutes {
  private static final String PATH = "/cache/events/dead-letters";

  private final DeadLetters letters;
  private final EventRoutes events;

  DeadLetterRoutes(DeadLetters letters, EventRoutes events) {
    this.letters = letters;
    this.events = events;
  }

  void mount(Router router, Access access) {
    router.get(PATH).handler(access.requires(Scope.READ)).handler(this::list);
    router.delete(PATH + "/:id").handler(access.requires(Scope.PURGE)).handler(this::remove);
    router.post(PATH + "/:id/replay").handler(access.requires(Scope.PURGE)).handler(this::replay);
  }

  private void list(RoutingContext context) {
    int limit;
    try {
      limit = Limit.of(context);
    } catch (IllegalArgumentException invalid) {
      Problems.write(context, 400, String.valueOf(invalid.getMessage()));
      return;
    }
    letters
        .page(context.queryParams().get("cursor"), limit)
        .onComplete(page -> context.json(json(page)), cause -> failed(context, cause));
  }

  private static JsonObject json(DeadLetters.Page page) {
    var list = new JsonArray();
    for (var kept : page.letters()) {
      var json = new JsonObject().put("id", kept.id());
      list.add(json.mergeIn(kept.letter().toJson()));
    }
    return new JsonObject().put("letters", list).put("cursor", page.cursor());
  }

  private void remove(RoutingContext context) {
    letters
        .remove(context.pathParam("id"))
        .onComplete(
            removed -> {
              if (removed) {
                context.response().setStatusCode(204).end();
              } else {
                unknown(context);
              }
            },
            cause -> failed(context, cause));
  }

  /** It is forgotten once it has been applied, or is for no mapping any more. */
  private void replay(RoutingContext context) {
    var id = context.pathParam("id");
    letters
        .find(id)
        .onComplete(
            found ->
                found.ifPresentOrElse(
                    letter -> replay(context, id, letter), () -> unknown(context)),
            cause -> failed(context, cause));
  }

  private void replay(RoutingContext context, String id, DeadLetter letter) {
    ReceivedEvent event;
    try {
      if (letter.truncated()) {
        throw new IllegalArgumentException("only its beginning is kept");
      }
      event = EventForms.read(Buffer.buffer(letter.event()));
    } catch (IllegalArgumentException unreadable) {
      Problems.write(context, 422, "cannot be replayed: " + unreadable.getMessage());
      return;
    }
    events
        .apply(context, List.of(event))
        .compose(
            taken ->
                isSettled(taken)
                    ? letters.remove(id).otherwise(false).map(taken)
                    : Future.succeededFuture(taken))
        .onSuccess(taken -> EventAnswer.write(context, taken));
  }

  private static boolean isSettled(Taken taken) {
    return taken.isCommitted() && taken.outcomes().get(0).result() != Result.DEAD;
  }

  private static void unknown(RoutingContext context) {
    Problems.write(context, 404, "no such dead letter; the last " + DeadLetters.MAX + " are kept");
  }

  private static void failed(RoutingContext context, Throwable cause) {
    if (cause instanceof IllegalArgumentException invalid) {
      Problems.write(context, 400, String.valueOf(invalid.getMessage()));
    } else {
      Problems.write(context, 503, "Redis, which has the dead letters, cannot be reached");
    }
  }
}
