package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.CacheDecision;
import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.Text;
import io.sluice.gateway.caching.Variants;
import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.SharedStoreAdmin;
import io.sluice.gateway.verticle.ingress.CacheMode;
import io.sluice.gateway.verticle.ingress.OwnRequests;
import io.sluice.gateway.verticle.ingress.OwnRequests.Sought;
import io.sluice.gateway.verticle.lookup.Candidate;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which URLs are cached: {@code POST /cache/lookup}. Nothing is fetched. */
final class LookupRoutes {
  private static final int MAX_URLS = 1000;

  private final OwnRequests requests;
  private final CacheMode mode;
  private final @Nullable SharedStoreAdmin store;

  /**
   * @param store null when it is disabled by configuration
   */
  LookupRoutes(OwnRequests requests, CacheMode mode, @Nullable SharedStoreAdmin store) {
    this.requests = requests;
    this.mode = mode;
    this.store = store;
  }

  void mount(Router router, Access access) {
    router.post("/cache/lookup").handler(access.requires(Scope.READ)).handler(this::lookUp);
  }

  private void lookUp(RoutingContext context) {
    List<String> urls;
    List<Sought> sought;
    try {
      urls = urls(StrictJson.object(context.body().buffer()));
      sought = sought(urls);
    } catch (IllegalArgumentException invalid) {
      Problems.write(context, 400, String.valueOf(invalid.getMessage()));
      return;
    }
    // All in one tick, so that what is asked of the shared store travels together.
    var found = sought.stream().map(this::find).toList();
    Future.join(found)
        .onSuccess(
            all -> {
              var results = new JsonArray();
              for (int i = 0; i < urls.size(); i++) {
                results.add(found.get(i).result().put("url", urls.get(i)));
              }
              context.json(new JsonObject().put("results", results));
            });
  }

  private static List<String> urls(JsonObject json) {
    if (!json.fieldNames().equals(Set.of("urls"))
        || !(json.getValue("urls") instanceof JsonArray list)
        || list.isEmpty()
        || list.size() > MAX_URLS) {
      throw new IllegalArgumentException(
          "expected: {\"urls\": [...]} with 1 to " + MAX_URLS + " URLs");
    }
    var urls = new ArrayList<String>(list.size());
    for (int i = 0; i < list.size(); i++) {
      if (!(list.getValue(i) instanceof String url)) {
        throw new IllegalArgumentException("urls[" + i + "]: no string (expected: a URL)");
      }
      urls.add(url);
    }
    return urls;
  }

  private List<Sought> sought(List<String> urls) {
    var all = new ArrayList<Sought>(urls.size());
    for (int i = 0; i < urls.size(); i++) {
      try {
        var sought = requests.sought(requests.target(urls.get(i)));
        boolean passedBy = mode.mode() == CacheMode.Mode.BYPASS;
        all.add(passedBy ? new Sought(null, sought.head(), sought.policy()) : sought);
      } catch (InvalidTargetException invalid) {
        throw new IllegalArgumentException("urls[" + i + "]: " + invalid.detail(), invalid);
      } catch (IllegalArgumentException refused) {
        throw new IllegalArgumentException(
            "urls[" + i + "]: " + Text.printable(String.valueOf(refused.getMessage())), refused);
      }
    }
    return all;
  }

  private Future<JsonObject> find(Sought sought) {
    var key = sought.key();
    var memory = requests.inMemory(sought);
    if (key == null || memory.isUsable()) {
      return Future.succeededFuture(result(memory, "l1"));
    }
    return inStore(key, sought)
        .map(
            found ->
                found
                    .map(entry -> result(requests.candidate(sought, Variants.of(entry)), "l2"))
                    .orElseGet(() -> result(memory, "l1")))
        .otherwise(failure -> result(memory, "l1"));
  }

  private Future<Optional<CacheEntry>> inStore(CacheKey key, Sought sought) {
    return store == null || !store.isAvailable()
        ? Future.succeededFuture(Optional.empty())
        : store.find(key, sought.head().fields());
  }

  /** What a GET without fields would be answered with. */
  private static JsonObject result(Candidate candidate, String tier) {
    var json = new JsonObject().put("cached", candidate.isUsable());
    if (candidate.entry() == null) {
      return json;
    }
    json.put("tier", tier);
    if (candidate.decision() instanceof CacheDecision.Hit hit) {
      json.put("ttl", hit.ttlSeconds());
    } else if (candidate.decision() instanceof CacheDecision.ServeStaleAndRefresh stale) {
      json.put("ttl", stale.ttlSeconds());
    }
    return json;
  }
}
