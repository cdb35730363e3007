package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.PurgeTarget;
import io.sluice.gateway.caching.Tags;
import io.sluice.gateway.caching.Text;
import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.invalidation.Change;
import io.sluice.gateway.message.OrderJson;
import io.sluice.gateway.verticle.InvalidationClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code purge_cache} of Cloudflare's API; there is one zone here, whatever its id. */
final class CloudflareRoutes extends CompatibleAnswer {
  private static final String FILES = "files";
  private static final String EVERYTHING = "purge_everything";
  private static final Set<String> KEYS = Set.of("files", "hosts", "prefixes", EVERYTHING, "tags");

  CloudflareRoutes(InvalidationClient invalidations) {
    super(invalidations);
  }

  void mount(Router router, Access access) {
    for (String base : List.of("/client/v4", "")) {
      router
          .post(base + "/zones/:zone/purge_cache")
          .handler(access.requires(Scope.PURGE, "x-auth-key"))
          .handler(context -> carryOut(context, () -> read(context)));
    }
  }

  @Override
  JsonObject error(int status, String detail) {
    var error = new JsonObject().put("code", status).put("message", detail);
    return answer(false).put("errors", new JsonArray().add(error)).putNull("result");
  }

  private static JsonObject answer(boolean success) {
    return new JsonObject()
        .put("success", success)
        .put("errors", new JsonArray())
        .put("messages", new JsonArray());
  }

  private static Order read(RoutingContext context) {
    var json = StrictJson.object(context.body().buffer());
    for (String key : json.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "key: " + Text.printable(key) + " (expected: one of " + new TreeSet<>(KEYS) + ")");
      }
    }
    List<String> tags = new ArrayList<>();
    OrderJson.each(json, "tags", tag -> tags.add(PurgeTarget.tag(tag)));
    OrderJson.each(withFilesAsUrls(json), FILES, url -> tags.addAll(PurgeTarget.url(url)));
    OrderJson.each(json, "hosts", host -> tags.add(PurgeTarget.host(host)));
    OrderJson.each(json, "prefixes", prefix -> addPrefix(prefix, tags));
    Object everything = json.getValue(EVERYTHING);
    if (everything != null) {
      if (!everything.equals(true) || !tags.isEmpty()) {
        throw new IllegalArgumentException(EVERYTHING + ": (expected: true, alone, or without it)");
      }
      tags.add(Tags.ALL);
    }
    if (tags.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to purge (expected: one of " + new TreeSet<>(KEYS) + ")");
    }
    return new Order(
        tags,
        Change.Mode.HARD,
        receipt -> answer(true).put("result", new JsonObject().put("id", receipt.id())));
  }

  /** There, a prefix ends with a whole segment, and means what is below and that URL itself. */
  private static void addPrefix(String prefix, List<String> tags) throws InvalidTargetException {
    boolean host = prefix.indexOf('/', Math.max(0, prefix.indexOf("://") + 3)) < 0;
    if (prefix.endsWith("/")) {
      tags.addAll(PurgeTarget.prefix(prefix));
    } else {
      tags.addAll(PurgeTarget.prefix(prefix + '/'));
      if (!host) {
        tags.addAll(PurgeTarget.url(prefix));
      }
    }
  }

  /** With the fields that make its variant, or without: all variants go. */
  private static JsonObject withFilesAsUrls(JsonObject json) {
    if (!(json.getValue(FILES) instanceof JsonArray files)) {
      return json;
    }
    var urls = new JsonArray();
    files.forEach(
        file -> urls.add(file instanceof JsonObject object ? object.getValue("url") : file));
    return json.put(FILES, urls);
  }
}
