package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.spi.SharedStoreAdmin;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** {@code /cache/redis/…}: health, ping, info, and removing what is stored there. */
final class RedisRoutes {
  private final @Nullable SharedStoreAdmin store;

  /**
   * @param store null when it is disabled by configuration
   */
  RedisRoutes(@Nullable SharedStoreAdmin store) {
    this.store = store;
  }

  void mount(Router router, Access access) {
    router.get("/cache/redis/health").handler(access.requires(Scope.READ)).handler(this::health);
    router.get("/cache/redis/ping").handler(access.requires(Scope.READ)).handler(this::ping);
    router.get("/cache/redis/info").handler(access.requires(Scope.READ)).handler(this::info);
    router.delete("/cache/redis").handler(access.requires(Scope.ADMIN)).handler(this::clear);
  }

  private void health(RoutingContext context) {
    var available = available(context);
    if (available == null) {
      return;
    }
    available
        .ping()
        .compose(
            latency ->
                available
                    .countEntries()
                    .compose(
                        keys ->
                            available
                                .info()
                                .map(info -> info.getString("used_memory", ""))
                                .otherwise("")
                                .map(
                                    memory ->
                                        shards(available)
                                            .put("connected", true)
                                            .put("latency", latency.toNanos() / 1_000_000.0)
                                            .put("memory", memory)
                                            .put("keys", keys)
                                            .put("address", available.address()))))
        .onComplete(context::json, cause -> failed(context, cause));
  }

  private static JsonObject shards(SharedStoreAdmin available) {
    var servers = available.servers();
    boolean whole = servers.stream().allMatch(SharedStoreAdmin.Server::connected);
    var json = new JsonObject().put("status", whole ? "healthy" : "degraded");
    if (servers.size() > 1) {
      var shards = new JsonArray();
      servers.forEach(
          server ->
              shards.add(
                  new JsonObject()
                      .put("address", server.address())
                      .put("connected", server.connected())));
      json.put("shards", shards);
    }
    return json;
  }

  private void ping(RoutingContext context) {
    var available = available(context);
    if (available != null) {
      available
          .ping()
          .onComplete(
              latency ->
                  context.json(
                      new JsonObject()
                          .put("pong", true)
                          .put("latency", latency.toNanos() / 1_000_000.0)),
              cause -> failed(context, cause));
    }
  }

  private void info(RoutingContext context) {
    var available = available(context);
    if (available != null) {
      available.info().onComplete(context::json, cause -> failed(context, cause));
    }
  }

  private void clear(RoutingContext context) {
    var available = available(context);
    if (available != null) {
      available
          .clear()
          .onComplete(
              removed -> {
                Audit.asked(context, "removed=" + removed);
                context.json(new JsonObject().put("removed", removed));
              },
              cause -> failed(context, cause));
    }
  }

  private @Nullable SharedStoreAdmin available(RoutingContext context) {
    var configured = store;
    if (configured == null) {
      Problems.write(context, 404, "Redis is disabled by configuration (redis.enabled)");
      return null;
    }
    if (!configured.isAvailable()) {
      Problems.write(context, 503, "Redis at " + configured.address() + " cannot be reached");
      return null;
    }
    return configured;
  }

  private static void failed(RoutingContext context, Throwable cause) {
    Problems.write(context, 503, "Redis: " + cause.getMessage());
  }
}
