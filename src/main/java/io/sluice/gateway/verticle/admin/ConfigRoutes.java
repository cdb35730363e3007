package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.config.Fault;
import io.sluice.gateway.config.ReloadResult;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code /config}: what is in force and where it comes from; reading it again. */
final class ConfigRoutes {
  private final Vertx vertx;
  private final ConfigControl config;

  ConfigRoutes(Vertx vertx, ConfigControl config) {
    this.vertx = vertx;
    this.config = config;
  }

  void mount(Router router, Access access) {
    router.get("/config").handler(access.requires(Scope.READ)).handler(this::show);
    router.post("/config/reload").handler(access.requires(Scope.ADMIN)).handler(this::reload);
  }

  private void show(RoutingContext context) {
    var state = config.state();
    var settings = new JsonObject();
    for (var item : state.effective().items()) {
      var setting = new JsonObject().put("value", item.shown());
      if (item.source() != null) {
        setting.put("source", item.source());
      } else if (item.meaning() != null) {
        setting.put("means", item.meaning());
      }
      settings.put(item.key(), setting);
    }
    var last = state.last();
    context.json(
        new JsonObject()
            .put("loaded", state.loaded().toString())
            .put("reload", last == null ? null : json(last))
            .put("settings", settings));
  }

  private void reload(RoutingContext context) {
    var own = vertx.getOrCreateContext();
    config
        .reload("request of " + Access.caller(context))
        .onSuccess(result -> own.runOnContext(v -> answer(context, result)));
  }

  private static void answer(RoutingContext context, ReloadResult result) {
    Audit.asked(context, result.summary());
    switch (result.outcome()) {
      case APPLIED, UNCHANGED -> context.json(json(result));
      case REFUSED -> Problems.write(context, 409, result.summary(), json(result));
      case FAULTY -> Problems.write(context, 422, result.summary(), json(result));
    }
  }

  private static JsonObject json(ReloadResult result) {
    return new JsonObject()
        .put("result", result.outcome().word())
        .put("at", result.at().toString())
        .put("by", result.trigger())
        .put("changed", result.changed())
        .put("restart", result.restart())
        .put("pending", result.pending())
        .put("faults", faults(result.faults()))
        .put("warnings", faults(result.warnings()));
  }

  private static JsonArray faults(List<Fault> faults) {
    var array = new JsonArray();
    for (var fault : faults) {
      var json = new JsonObject().put("source", fault.source());
      if (fault.line() > 0) {
        json.put("line", fault.line()).put("column", fault.column());
      }
      if (!fault.key().isEmpty()) {
        json.put("key", fault.key());
      }
      array.add(json.put("message", fault.message()));
    }
    return array;
  }
}
