package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.Text;
import io.sluice.gateway.caching.Variants;
import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.SharedStoreAdmin;
import io.sluice.gateway.verticle.admin.Explanation.Tier;
import io.sluice.gateway.verticle.ingress.OwnRequests;
import io.sluice.gateway.verticle.ingress.OwnRequests.Sought;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a request would be answered as it would: {@code GET /cache/explain}. Nothing is fetched and
 * nothing is changed.
 */
final class ExplainRoutes {
  private static final Set<String> PARAMETERS = Set.of("url", "method", "header");
  private static final int MAX_FIELDS = 64;

  /** RFC 9110 §5.6.2. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");

  private final AdminServices services;
  private final OwnRequests requests;
  private final @Nullable SharedStoreAdmin store;

  /**
   * @param store null when it is disabled by configuration
   */
  ExplainRoutes(AdminServices services, OwnRequests requests, @Nullable SharedStoreAdmin store) {
    this.services = services;
    this.requests = requests;
    this.store = store;
  }

  void mount(Router router, Access access) {
    router.get("/cache/explain").handler(access.requires(Scope.READ)).handler(this::explain);
  }

  private void explain(RoutingContext context) {
    Sought sought;
    try {
      sought = sought(context.queryParams());
    } catch (InvalidTargetException invalid) {
      Problems.write(context, 400, "url: " + invalid.detail());
      return;
    } catch (IllegalArgumentException invalid) {
      Problems.write(context, 400, String.valueOf(invalid.getMessage()));
      return;
    }
    var redis = inRedis(sought);
    var files = inFiles(sought);
    Future.join(redis, files)
        .map(
            found ->
                new Explanation(services, sought)
                    .json(List.of(inMemory(sought), redis.result(), files.result())))
        .onComplete(context::json, context::fail);
  }

  private Sought sought(MultiMap parameters) throws InvalidTargetException {
    for (var name : parameters.names()) {
      if (!PARAMETERS.contains(name)) {
        throw new IllegalArgumentException(
            Text.printable(name) + ": unknown (expected: url, method, header)");
      }
    }
    var urls = parameters.getAll("url");
    if (urls.size() != 1) {
      throw new IllegalArgumentException("url: expected once, as http://host/path");
    }
    var methods = parameters.getAll("method");
    var method = methods.isEmpty() ? "GET" : methods.get(0);
    if (methods.size() > 1 || !TOKEN.matcher(method).matches()) {
      throw new IllegalArgumentException(
          "method: " + Text.printable(method) + " (expected: one method, such as GET)");
    }
    var fields = fields(parameters.getAll("header"));
    try {
      return requests.sought(method, requests.target(urls.get(0)), fields);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException("url: " + refused.getMessage(), refused);
    }
  }

  private static MultiMap fields(List<String> lines) {
    if (lines.size() > MAX_FIELDS) {
      throw new IllegalArgumentException(
          "header: " + lines.size() + " (expected: at most " + MAX_FIELDS + ")");
    }
    var fields = MultiMap.caseInsensitiveMultiMap();
    for (var line : lines) {
      int colon = Math.max(0, line.indexOf(':'));
      var name = line.substring(0, colon);
      var value = line.substring(Math.min(line.length(), colon + 1)).strip();
      if (!TOKEN.matcher(name).matches()
          || value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 127)) {
        throw new IllegalArgumentException(
            "header: " + Text.printable(line) + " (expected: Name: value)");
      }
      fields.add(name, value);
    }
    return fields;
  }

  private Tier inMemory(Sought sought) {
    var key = sought.key();
    var variants = key == null ? null : services.local().find(key);
    return new Tier(
        "l1",
        true,
        variants == null ? 0 : variants.entries().size(),
        variants == null ? null : variants.select(sought.head().fields()),
        requests.candidate(sought, variants));
  }

  private Future<Tier> inRedis(Sought sought) {
    var key = sought.key();
    var redis = store;
    if (redis == null || !redis.isAvailable()) {
      return tier("l2", false, Future.succeededFuture(Optional.empty()), sought);
    }
    Future<Optional<CacheEntry>> found =
        key == null
            ? Future.succeededFuture(Optional.empty())
            : redis.find(key, sought.head().fields());
    return tier("l2", true, found, sought);
  }

  private Future<Tier> inFiles(Sought sought) {
    var key = sought.key();
    var files = services.files();
    var found =
        key != null && files.isAvailable()
            ? files.find(key, sought.head().fields())
            : Future.<Optional<CacheEntry>>succeededFuture(Optional.empty());
    return tier("l3", files.isAvailable(), found, sought);
  }

  private Future<Tier> tier(
      String name, boolean available, Future<Optional<CacheEntry>> found, Sought sought) {
    return found
        .map(
            entry ->
                new Tier(
                    name,
                    available,
                    entry.isPresent() ? 1 : 0,
                    entry.orElse(null),
                    requests.candidate(sought, entry.map(Variants::of).orElse(null))))
        .otherwise(cause -> new Tier(name, false, 0, null, requests.candidate(sought, null)));
  }
}
