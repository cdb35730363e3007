package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.PurgeTarget;
import io.sluice.gateway.caching.Tags;
import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.spi.SharedStoreAdmin;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is stored: {@code GET /cache/entries}, and what an invalidation would take. */
final class EntryRoutes {
  private final EntrySearch search;
  private final @Nullable SharedStoreAdmin store;

  /**
   * @param store null when it is disabled by configuration
   */
  EntryRoutes(EntrySearch search, @Nullable SharedStoreAdmin store) {
    this.search = search;
    this.store = store;
  }

  void mount(Router router, Access access) {
    router.get("/cache/entries").handler(access.requires(Scope.READ)).handler(this::entries);
  }

  /** Answers an order that is not to be carried out. */
  void preview(RoutingContext context, List<String> tags) {
    var selection = Selection.of(tags);
    var redis = store;
    var shared =
        redis == null
            ? Future.succeededFuture(new Findings())
            : redis.isAvailable()
                ? search.shared(redis, selection)
                : Future.<Findings>failedFuture("Redis at " + redis.address() + " is away");
    Future.all(search.inMemory(selection), shared)
        .onComplete(
            both -> {
              Findings memory = both.resultAt(0);
              Findings found = both.resultAt(1);
              var tiers = new JsonObject().put("l1", memory.count());
              if (redis != null) {
                tiers.put("l2", found.count());
              }
              context.json(
                  new JsonObject()
                      .put("dryRun", true)
                      .put("matched", memory.matchedWith(found))
                      .put("exact", memory.isExact() && found.isExact())
                      .put("tiers", tiers)
                      .put("sample", memory.sampleWith(found)));
            },
            cause -> Problems.write(context, 503, "not counted: " + cause.getMessage()));
  }

  private void entries(RoutingContext context) {
    var redis = store;
    if (redis == null) {
      Problems.write(context, 404, "Redis is disabled by configuration (redis.enabled)");
      return;
    }
    try {
      var parameters = context.queryParams();
      var tag = parameters.contains("tag") ? PurgeTarget.tag(parameters.get("tag")) : null;
      var selections = new ArrayList<Selection>();
      if (tag != null) {
        selections.add(Selection.of(List.of(tag)));
      }
      if (parameters.contains("url")) {
        selections.add(Selection.of(PurgeTarget.url(parameters.get("url"))));
      }
      if (parameters.contains("prefix")) {
        selections.add(Selection.of(PurgeTarget.prefix(parameters.get("prefix"))));
      }
      if (selections.isEmpty()) {
        selections.add(Selection.of(List.of(Tags.ALL)));
      }
      int limit = Limit.of(context);
      var cursor = parameters.get("cursor");
      var from = cursor == null ? null : decoded(cursor);
      var page = tag == null ? redis.scan(from, limit) : redis.tagged(tag, from, limit);
      page.onComplete(
          found -> context.json(json(found, selections)),
          cause ->
              Problems.write(
                  context,
                  cause instanceof IllegalArgumentException ? 400 : 503,
                  cause instanceof IllegalArgumentException
                      ? String.valueOf(cause.getMessage())
                      : "Redis: " + cause.getMessage()));
    } catch (InvalidTargetException invalid) {
      Problems.write(context, 400, invalid.detail());
    } catch (IllegalArgumentException invalid) {
      Problems.write(context, 400, String.valueOf(invalid.getMessage()));
    }
  }

  private JsonObject json(SharedStoreAdmin.Page page, List<Selection> selections) {
    var entries = new JsonArray();
    for (var entry : page.entries()) {
      if (selections.stream().allMatch(s -> s.has(entry.stamp()))
          && search.isValid(entry.stamp())) {
        entries.add(Findings.entry(entry.key(), entry.variant(), entry.tags()));
      }
    }
    var cursor = page.cursor();
    return new JsonObject()
        .put("entries", entries)
        .put("cursor", cursor == null ? null : encoded(cursor));
  }

  private static String encoded(String cursor) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(cursor.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cursor: malformed (expected: one that was given out)", e);
    }
  }
}
