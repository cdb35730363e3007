package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.PurgeTarget;
import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.invalidation.ProtocolStatus;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.LocalMessages;
import io.sluice.gateway.message.TagQuery;
import io.sluice.gateway.spi.BusCounts.Purpose;
import io.sluice.gateway.spi.SharedStoreAdmin;
import io.sluice.gateway.spi.UpstreamStatus.OriginStatus;
import io.sluice.gateway.verticle.InvalidationClient;
import io.sluice.gateway.verticle.NodeMessages;
import io.sluice.gateway.verticle.PeerBus;
import io.sluice.gateway.verticle.ingress.CacheMode.Mode;
import io.sluice.gateway.verticle.warming.Warming;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes of the control API and what the small ones among them do. */
public final class AdminRouter {
  private static final Logger LOG = LoggerFactory.getLogger(AdminRouter.class);
  private static final DeliveryOptions LOCAL = LocalMessages.options(Duration.ofSeconds(5));
  private static final int MAX_BODY_BYTES = 1024 * 1024;

  private final Vertx vertx;
  private final AdminServices services;
  private final PeerBus bus;
  private final @Nullable SharedStoreAdmin store;
  private final Router router;

  /** To be made on the event loop that will use it. */
  public AdminRouter(Vertx vertx, AdminServices services, Warming warming) {
    this.vertx = vertx;
    this.services = services;
    this.bus = new PeerBus(vertx, services.bus());
    var stores = services.sharedStores();
    this.store = stores == null ? null : stores.apply(vertx);
    this.router = Router.router(vertx);
    var access = new Access(services.terms(), services.failures(), services.refusals());
    router.route().failureHandler(AdminRouter::failed);
    router.errorHandler(400, context -> Problems.write(context, 400, "not a valid request"));
    router.errorHandler(404, new Unrouted(router));
    router.errorHandler(405, new Unrouted(router));
    router.route().handler(new TargetGuard());
    // Probes carry no tokens, and tell nothing that would need one.
    router.get("/health/live").handler(context -> context.json(status("UP")));
    router.get("/health/ready").handler(this::ready);
    router
        .route()
        .handler(
            context -> {
              services.terms().get().applyTo(context);
              context.next();
            });
    router.route().handler(new Audit());
    router.route().handler(new BrowserGuard(services.refusals()));
    // What curl -d calls a form is JSON here; taken for a form it would be parsed and bounded as
    // one.
    router
        .route()
        .handler(
            context -> {
              EventRoutes.keepContentType(context);
              context.request().headers().remove(HttpHeaders.CONTENT_TYPE);
              context.next();
            });
    router.route().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));
    new DocumentRoutes().mount(router, access);
    new MetricsRoute(vertx, services.metrics(), store).mount(router, access);
    new EventStreamRoute(vertx, services.cacheEvents(), services.incarnation())
        .mount(router, access);
    new LiveRoute(vertx, services, store).mount(router, access);
    new DashboardRoutes(vertx).mount(router);
    router.get("/cache/stats").handler(access.requires(Scope.READ)).handler(this::stats);
    router.get("/cache/tags/:tag").handler(access.requires(Scope.READ)).handler(this::tag);
    router.get("/cluster").handler(access.requires(Scope.READ)).handler(this::cluster);
    router.get("/cache/mode").handler(access.requires(Scope.READ)).handler(this::showMode);
    router.put("/cache/mode").handler(access.requires(Scope.ADMIN)).handler(this::setMode);
    var entries =
        new EntryRoutes(new EntrySearch(vertx, services.local(), services.validity()), store);
    entries.mount(router, access);
    new InvalidationRoutes(vertx, bus, entries).mount(router, access);
    var invalidations = new InvalidationClient(vertx);
    new FastlyRoutes(invalidations).mount(router, access);
    new CloudflareRoutes(invalidations).mount(router, access);
    new RedisRoutes(store).mount(router, access);
    new ConfigRoutes(vertx, services.config()).mount(router, access);
    new WarmRoutes(warming, services.mode()).mount(router, access);
    new LookupRoutes(warming.requests(), services.mode(), store).mount(router, access);
    new ExplainRoutes(services, warming.requests(), store).mount(router, access);
    var letters = services.events().deadLetters().apply(vertx);
    var events = new EventRoutes(vertx, services.events(), letters);
    events.mount(router, access);
    new DeadLetterRoutes(letters, events).mount(router, access);
    NodeMessages.consume(
        vertx,
        Addresses.CACHE_MODE,
        ModeWire::decode,
        (mode, message) -> mode.ifPresent(this::applyMode));
  }

  public Router router() {
    return router;
  }

  private static JsonObject status(String status) {
    return new JsonObject().put("status", status);
  }

  private static void failed(RoutingContext context) {
    int status = context.statusCode() >= 400 ? context.statusCode() : 500;
    if (status == 500) {
      LOG.error("The control API failed at {}", context.normalizedPath(), context.failure());
    }
    Problems.write(
        context,
        status,
        switch (status) {
          case 404 -> "no such resource";
          case 405 -> "not with this method";
          case 413 -> "the body has more than " + MAX_BODY_BYTES + " bytes";
          case 500 -> "the gateway could not do this; its log says why";
          default -> "not a valid request";
        });
  }

  /** Ready means: accepts requests. What is missing behind is told, and makes no node unready. */
  private void ready(RoutingContext context) {
    boolean ready = services.ready().getAsBoolean();
    vertx
        .eventBus()
        .<ProtocolStatus>request(Addresses.INVALIDATION_STATUS, "", LOCAL)
        .map(reply -> reply.body().trusted())
        .otherwise(false)
        .onSuccess(
            trusted -> {
              context.response().setStatusCode(ready ? 200 : 503);
              context.json(
                  status(ready ? "UP" : "DOWN")
                      .put("redis", RedisState.word(store))
                      .put("lease", trusted)
                      .put("upstreams", upstreams()));
            });
  }

  /** How many origins are up; which they are is for the metrics, which take a token. */
  private JsonObject upstreams() {
    var json = new JsonObject();
    for (var upstream : services.upstreams().get()) {
      var origins = upstream.origins();
      json.put(
          upstream.name(),
          new JsonObject()
              .put("origins", origins.size())
              .put("up", origins.stream().filter(OriginStatus::isUp).count()));
    }
    return json;
  }

  private void stats(RoutingContext context) {
    var json =
        StatsJson.of(
            services.local(),
            services.files(),
            services.counters(),
            AdminTerms.of(context).pricePerMillionOriginRequests());
    var redis = json.getJsonObject("redis");
    if (store == null || !store.isAvailable()) {
      context.json(json.put("redis", redis.put("connected", false)));
      return;
    }
    store
        .countEntries()
        .compose(
            keys ->
                store
                    .ping()
                    .map(
                        latency ->
                            redis
                                .put("keys", keys)
                                .put("latency", latency.toNanos() / 1_000_000.0)))
        .compose(known -> store.info().map(info -> StatsJson.withInfo(known, info)))
        .otherwise(redis)
        .onSuccess(known -> context.json(json.put("redis", known.put("connected", true))));
  }

  private void tag(RoutingContext context) {
    if (store == null) {
      Problems.write(context, 404, "Redis is disabled by configuration (redis.enabled)");
      return;
    }
    TagQuery query;
    try {
      query =
          new TagQuery(
              PurgeTarget.tag(context.pathParam("tag")),
              context.queryParams().get("cursor"),
              Limit.of(context));
    } catch (InvalidTargetException invalid) {
      Problems.write(context, 400, invalid.detail());
      return;
    } catch (IllegalArgumentException invalid) {
      Problems.write(context, 400, String.valueOf(invalid.getMessage()));
      return;
    }
    vertx
        .eventBus()
        .<JsonObject>request(Addresses.TAGS_MEMBERS, query, LOCAL)
        .onComplete(
            reply -> context.json(reply.body()),
            cause -> {
              boolean refused = cause instanceof ReplyException e && e.failureCode() == 400;
              Problems.write(
                  context,
                  refused ? 400 : 503,
                  refused ? String.valueOf(cause.getMessage()) : "the tag index cannot be reached");
            });
  }

  private void cluster(RoutingContext context) {
    vertx
        .eventBus()
        .<ProtocolStatus>request(Addresses.INVALIDATION_STATUS, "", LOCAL)
        .onComplete(
            reply -> context.json(ClusterJson.of(reply.body(), services.members().get())),
            cause -> Problems.write(context, 503, "the invalidation verticle does not answer"));
  }

  private void showMode(RoutingContext context) {
    context.json(new JsonObject().put("mode", name(services.mode().mode())));
  }

  private void setMode(RoutingContext context) {
    Mode wanted = null;
    try {
      var order = StrictJson.object(context.body().buffer());
      for (var mode : Mode.values()) {
        wanted = order.equals(new JsonObject().put("mode", name(mode))) ? mode : wanted;
      }
    } catch (IllegalArgumentException malformed) {
      Problems.write(context, 400, String.valueOf(malformed.getMessage()));
      return;
    }
    if (wanted == null) {
      Problems.write(
          context,
          400,
          "not a mode (expected: {\"mode\":\"on\"|\"bypass\"|\"read-only\"}, and no other key)");
      return;
    }
    Audit.asked(context, "mode=" + name(wanted));
    applyMode(wanted);
    bus.publish(Purpose.MODE, Addresses.CACHE_MODE, ModeWire.encode(wanted));
    context.json(new JsonObject().put("mode", name(wanted)));
  }

  private void applyMode(Mode mode) {
    if (services.mode().mode() != mode) {
      LOG.warn("The cache is now {}", name(mode));
      services.mode().mode(mode);
    }
  }

  private static String name(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
