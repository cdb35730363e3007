package io.sluice.gateway.bootstrap.demo;

import static java.util.stream.Collectors.joining;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An origin server to try the gateway with: a product catalogue that takes 50 ms to answer and tags
 * what it says.
 *
 * <ul>
 *   <li>{@code GET /products}, {@code /products/{id}}, {@code /categories}, {@code
 *       /categories/{id}}: JSON, fresh for 300 s, with a strong ETag and {@code Cache-Tag}
 *   <li>{@code PUT} or {@code PATCH /products/{id}} with {@code {"price": 19.99}}: changes the
 *       price
 *   <li>{@code GET /stats}: how many requests reached it, by method and path; not counted itself
 * </ul>
 *
 * Errors are {@code application/problem+json} (RFC 9457). All state belongs to the one event loop
 * of the server and is gone with it.
 */
public final class DemoOrigin {
  private static final Duration WORK = Duration.ofMillis(50);
  private static final long MAX_BODY_BYTES = 16 * 1024;

  private final Vertx vertx;
  private final Duration work;
  private final Catalogue catalogue = new Catalogue();
  private final Map<String, Long> requests = new LinkedHashMap<>();

  private DemoOrigin(Vertx vertx, Duration work) {
    this.vertx = vertx;
    this.work = work;
  }

  /**
   * Starts the origin with its data as seeded.
   *
   * @param port 0 takes any free one; ask {@link HttpServer#actualPort()}
   * @return the listening server, or the failure to bind
   */
  public static Future<HttpServer> start(Vertx vertx, String host, int port) {
    return start(vertx, host, port, WORK);
  }

  /**
   * @param work how long each answer but that of {@code /stats} takes, at least 1 ms
   */
  static Future<HttpServer> start(Vertx vertx, String host, int port, Duration work) {
    return vertx
        .createHttpServer(new HttpServerOptions().setHost(host).setPort(port))
        .requestHandler(new DemoOrigin(vertx, work).router())
        .listen();
  }

  private Router router() {
    var router = Router.router(vertx);
    Answers.problems(router);
    read(router, "/stats", this::stats);
    // The body is read before the simulated work: a paused request would time out in the handler.
    router.route().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));
    router.route().handler(this::work);
    read(router, "/products", this::products);
    read(router, "/products/:id", this::product);
    read(router, "/categories", this::categories);
    read(router, "/categories/:id", this::category);
    router
        .route("/products/:id")
        .method(HttpMethod.PUT)
        .method(HttpMethod.PATCH)
        .handler(this::changePrice);
    return router;
  }

  private static void read(Router router, String path, Handler<RoutingContext> to) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(to);
  }

  private void work(RoutingContext ctx) {
    vertx.timer(work.toMillis(), TimeUnit.MILLISECONDS).onSuccess(elapsed -> ctx.next());
  }

  private void products(RoutingContext ctx) {
    count(ctx);
    answerList(ctx, new JsonObject(), catalogue.products());
  }

  private void product(RoutingContext ctx) {
    productId(ctx)
        .flatMap(catalogue::product)
        .ifPresentOrElse(
            product -> {
              count(ctx);
              Answers.cacheable(ctx, product.toJson(), tagsOf(List.of(product)));
            },
            () -> ctx.fail(404));
  }

  private void categories(RoutingContext ctx) {
    count(ctx);
    var ids = Catalogue.CATEGORIES;
    Answers.cacheable(
        ctx,
        new JsonObject().put("categories", new JsonArray(ids)),
        ids.stream().map(id -> "category:" + id).collect(joining(",")));
  }

  private void category(RoutingContext ctx) {
    String id = ctx.pathParam("id");
    if (!Catalogue.CATEGORIES.contains(id)) {
      ctx.fail(404);
      return;
    }
    count(ctx);
    answerList(ctx, new JsonObject().put("id", id), catalogue.productsOf(id));
  }

  private void changePrice(RoutingContext ctx) {
    PriceChange change;
    try {
      change = PriceChange.parse(ctx.body().buffer());
    } catch (PriceChange.Invalid e) {
      ctx.fail(400, e);
      return;
    }
    productId(ctx)
        .flatMap(id -> catalogue.changePrice(id, change.priceCents()))
        .ifPresentOrElse(
            product -> {
              count(ctx);
              Answers.uncached(ctx, product.toJson());
            },
            () -> ctx.fail(404));
  }

  private void stats(RoutingContext ctx) {
    long total = requests.values().stream().mapToLong(Long::longValue).sum();
    var paths = new JsonObject();
    requests.forEach(paths::put);
    Answers.uncached(ctx, new JsonObject().put("total", total).put("paths", paths));
  }

  /** Counts known paths alone, so that nobody can fill the memory with invented ones. */
  private void count(RoutingContext ctx) {
    requests.merge(ctx.request().method() + " " + ctx.request().path(), 1L, Long::sum);
  }

  private static void answerList(RoutingContext ctx, JsonObject head, List<Product> products) {
    var list = new JsonArray();
    products.forEach(product -> list.add(product.toJson()));
    Answers.cacheable(ctx, head.put("products", list), tagsOf(products));
  }

  private static String tagsOf(List<Product> products) {
    return Stream.concat(
            products.stream().map(product -> "product:" + product.id()),
            products.stream().map(product -> "category:" + product.category()).distinct())
        .collect(joining(","));
  }

  /** Decimal without sign or leading zero, so that a product has one path only. */
  private static Optional<Integer> productId(RoutingContext ctx) {
    String id = ctx.pathParam("id");
    return id.matches("[1-9][0-9]{0,8}") ? Optional.of(Integer.valueOf(id)) : Optional.empty();
  }
}
