package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.PurgeTarget;
import io.sluice.gateway.caching.Tags;
import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.invalidation.Change;
import io.sluice.gateway.invalidation.Invalidation;
import io.sluice.gateway.message.OrderJson;
import io.sluice.gateway.verticle.InvalidationClient;
import io.sluice.gateway.verticle.dialect.PurgeRequests;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The purging part of Fastly's API; there is one service here, whatever its id. */
final class FastlyRoutes extends CompatibleAnswer {
  private static final String SERVICE = "/service/";

  private static final String KEYS = "surrogate_keys";
  private static final String FIELD = "surrogate-key";

  FastlyRoutes(InvalidationClient invalidations) {
    super(invalidations);
  }

  void mount(Router router, Access access) {
    var permitted = access.requires(Scope.PURGE, "fastly-key");
    router
        .post("/service/:service/purge")
        .handler(permitted)
        .handler(context -> carryOut(context, () -> keys(context)));
    router
        .post("/service/:service/purge_all")
        .handler(permitted)
        .handler(context -> carryOut(context, () -> all(context)));
    // What follows may contain slashes, escaped or not.
    router
        .postWithRegex("/service/[^/]+/purge/.+")
        .setName("/service/{service}/purge/{key}")
        .handler(permitted)
        .handler(context -> carryOut(context, () -> key(context)));
    router
        .postWithRegex("/purge/.+")
        .setName("/purge/{url}")
        .handler(permitted)
        .handler(context -> carryOut(context, () -> url(context)));
  }

  @Override
  JsonObject error(int status, String detail) {
    return new JsonObject()
        .put("msg", status < 500 ? "Bad request" : "Service unavailable")
        .put("detail", detail);
  }

  private static Order keys(RoutingContext context) {
    var request = context.request();
    List<String> keys = new ArrayList<>();
    for (String line : request.headers().getAll(FIELD)) {
      for (String key : line.trim().split("[\\s,]+", -1)) {
        if (!key.isEmpty()) {
          keys.add(key);
        }
      }
    }
    var body = context.body().buffer();
    if (body != null && body.length() > 0) {
      if (!keys.isEmpty()) {
        throw new IllegalArgumentException("Surrogate-Key, and a body (expected: one of them)");
      }
      read(StrictJson.object(body), keys);
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "no keys (expected: a Surrogate-Key field, or {\"surrogate_keys\":[…]})");
    }
    if (keys.size() > Invalidation.MAX_TAGS) {
      throw new OrderJson.TooLargeException(keys.size());
    }
    List<String> tags = new ArrayList<>(keys.size());
    for (String key : keys) {
      tags.add(tag(key));
    }
    return new Order(
        tags,
        mode(request),
        receipt -> {
          var ids = new JsonObject();
          keys.forEach(key -> ids.put(key, receipt.id()));
          return ids;
        });
  }

  private static void read(JsonObject json, List<String> keys) {
    if (!json.fieldNames().equals(Set.of(KEYS))
        || !(json.getValue(KEYS) instanceof JsonArray list)) {
      throw new IllegalArgumentException(
          "the body has not surrogate_keys alone, a list (expected: {\"surrogate_keys\":[…]})");
    }
    for (int i = 0; i < list.size(); i++) {
      if (!(list.getValue(i) instanceof String key)) {
        throw new IllegalArgumentException(KEYS + "[" + i + "]: no string (expected: strings)");
      }
      keys.add(key);
    }
  }

  private static Order key(RoutingContext context) {
    return one(context, List.of(tag(decoded(afterPurge(context)))));
  }

  private static Order url(RoutingContext context) {
    String raw = afterPurge(context);
    try {
      // Clients escape the whole of it, slashes included, or nothing.
      return one(context, PurgeTarget.url(raw.indexOf('/') < 0 ? decoded(raw) : raw));
    } catch (InvalidTargetException invalid) {
      throw new IllegalArgumentException(invalid.detail(), invalid);
    }
  }

  /** As it came: the router would merge slashes. */
  private static String afterPurge(RoutingContext context) {
    String raw = context.request().path();
    int from = raw.startsWith(SERVICE) ? raw.indexOf('/', SERVICE.length()) : 0;
    return raw.substring(raw.indexOf("/purge/", from) + "/purge/".length());
  }

  private static String decoded(String raw) {
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Order one(RoutingContext context, List<String> tags) {
    return new Order(
        tags,
        mode(context.request()),
        receipt -> new JsonObject().put("status", "ok").put("id", receipt.id()));
  }

  /** Never soft there either. */
  private static Order all(RoutingContext context) {
    if (mode(context.request()) == Change.Mode.SOFT) {
      throw new IllegalArgumentException("Fastly-Soft-Purge: not of everything");
    }
    return new Order(
        List.of(Tags.ALL), Change.Mode.HARD, receipt -> new JsonObject().put("status", "ok"));
  }

  private static String tag(String key) {
    try {
      return PurgeTarget.tag(key);
    } catch (InvalidTargetException invalid) {
      throw new IllegalArgumentException(invalid.detail(), invalid);
    }
  }

  private static Change.Mode mode(HttpServerRequest request) {
    return PurgeRequests.isSoft(request.headers().getAll(PurgeRequests.SOFT))
        ? Change.Mode.SOFT
        : Change.Mode.HARD;
  }
}
