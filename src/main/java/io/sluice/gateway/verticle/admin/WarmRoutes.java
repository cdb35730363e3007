package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.verticle.ingress.CacheMode;
import io.sluice.gateway.verticle.warming.Progress;
import io.sluice.gateway.verticle.warming.WarmJobs;
import io.sluice.gateway.verticle.warming.WarmOrder;
import io.sluice.gateway.verticle.warming.Warming;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Warming up: {@code /cache/warm} and {@code /cache/warm/{id}}. */
final class WarmRoutes {
  private static final String PATH = "/cache/warm";

  private final Warming warming;
  private final CacheMode mode;

  WarmRoutes(Warming warming, CacheMode mode) {
    this.warming = warming;
    this.mode = mode;
  }

  void mount(Router router, Access access) {
    router.post(PATH).handler(access.requires(Scope.PURGE)).handler(this::begin);
    router.get(PATH).handler(access.requires(Scope.READ)).handler(this::list);
    router
        .get(PATH + "/:id")
        .handler(access.requires(Scope.READ))
        .handler(context -> answer(context, warming.find(context.pathParam("id"))));
    router
        .delete(PATH + "/:id")
        .handler(access.requires(Scope.PURGE))
        .handler(context -> answer(context, warming.cancel(context.pathParam("id"))));
  }

  private void begin(RoutingContext context) {
    WarmOrder order;
    try {
      order = WarmOrderJson.parse(StrictJson.object(context.body().buffer()), warming.requests());
    } catch (IllegalArgumentException invalid) {
      Problems.write(context, 400, String.valueOf(invalid.getMessage()));
      return;
    }
    var sitemap = order.sitemap();
    Audit.asked(
        context,
        "urls="
            + order.targets().size()
            + (sitemap == null ? "" : " sitemap=" + sitemap.origin() + sitemap.path()));
    if (mode.mode() != CacheMode.Mode.ON) {
      Problems.write(
          context, 409, "the cache stores nothing now (expected: on, by PUT /cache/mode)");
      return;
    }
    warming
        .jobs()
        .begin(order)
        .ifPresentOrElse(
            progress -> {
              context
                  .response()
                  .setStatusCode(202)
                  .putHeader("location", PATH + "/" + progress.id());
              context.json(json(progress));
            },
            () ->
                Problems.write(
                    context,
                    429,
                    WarmJobs.MOST_RUNNING
                        + " are under way (expected: wait for one, or DELETE it)"));
  }

  private void list(RoutingContext context) {
    var all = new JsonArray();
    warming.list().forEach(progress -> all.add(json(progress)));
    context.json(new JsonObject().put("warmups", all));
  }

  private static void answer(RoutingContext context, Optional<Progress> found) {
    found.ifPresentOrElse(
        progress -> context.json(json(progress)),
        () ->
            Problems.write(
                context, 404, "no such warm-up; each node keeps its latest, until it restarts"));
  }

  private static JsonObject json(Progress progress) {
    return new JsonObject()
        .put("id", progress.id())
        .put("state", progress.state().name().toLowerCase(Locale.ROOT))
        .put("total", progress.total())
        .put("done", progress.done())
        .put("stored", progress.stored())
        .put("hits", progress.hits())
        .put("notStored", progress.notStored())
        .put("failed", progress.failed())
        .put("bytes", progress.bytes())
        .put("errors", new JsonArray(progress.errors()))
        .put("startedAt", Instant.ofEpochMilli(progress.startedAtMillis()).toString())
        .put("millis", progress.elapsedMillis());
  }
}
