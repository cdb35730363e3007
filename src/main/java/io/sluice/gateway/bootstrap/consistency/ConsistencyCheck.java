package io.sluice.gateway.bootstrap.consistency;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Checks the promise of a running cluster: what is read after an invalidation has succeeded is not
 * older than what was changed before that invalidation was submitted.
 *
 * <p>Origin, readers and writers share one event loop, so that "after" needs no comparing of
 * clocks: a success is known before the next request is composed, or it is not.
 */
public final class ConsistencyCheck extends VerticleBase {
  private static final int READ_PAUSE_MILLIS = 5;
  private static final int WRITE_PAUSE_MILLIS = 200;
  private static final int MOST_CONNECTIONS = 4_000;

  private final CheckOptions options;
  private final Site site;
  private final Tally tally = new Tally();
  private final List<Loop> loops = new ArrayList<>();

  private ConsistencyCheck(CheckOptions options) {
    this.options = options;
    this.site = new Site(options);
  }

  /**
   * Starts a check, which goes on until it is finished.
   *
   * @return the check, or why it makes no sense, in a sentence for the user: the origin cannot
   *     listen, a gateway does not lead to it, an admin port refuses
   */
  public static Future<ConsistencyCheck> start(Vertx vertx, CheckOptions options) {
    var check = new ConsistencyCheck(options);
    return vertx.deployVerticle(check).map(check);
  }

  @Override
  public Future<?> start() {
    var seeds = new SplittableRandom(options.seed());
    var client =
        WebClient.create(
            vertx,
            new WebClientOptions().setConnectTimeout(2000).setFollowRedirects(false),
            new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS));
    var run = new Reader.Run(seeds.split(), System.nanoTime(), options.host());
    var readers = new ArrayList<Reader>();
    for (URI gateway : options.gateways()) {
      readers.add(new Reader(client, site, tally, run, gateway));
    }
    var writer = new Writer(client, site, tally, run, options);
    for (int i = 0; i < options.readers(); i++) {
      readers.forEach(
          reader -> loop(reader::readAny, () -> run.random().nextInt(READ_PAUSE_MILLIS)));
    }
    for (int i = 0; i < options.writers(); i++) {
      loop(writer::invalidateAny, () -> run.random().nextInt(WRITE_PAUSE_MILLIS));
    }
    return listen(new VersionedOrigin(vertx, site, seeds.split()))
        .compose(origin -> leadHere(readers, origin))
        .compose(all -> obey(writer))
        .onSuccess(all -> loops.forEach(Loop::start));
  }

  private void loop(Supplier<Future<?>> action, IntSupplier pauseMillis) {
    loops.add(new Loop(vertx, action, pauseMillis));
  }

  private Future<HttpServer> listen(VersionedOrigin origin) {
    return vertx
        .createHttpServer()
        .requestHandler(origin::handle)
        .listen(options.listenPort(), options.listenHost())
        .recover(
            cause ->
                failure(
                    "cannot listen on "
                        + options.listenHost()
                        + ":"
                        + options.listenPort()
                        + ": "
                        + cause.getMessage()
                        + " (choose another with --listen)"));
  }

  /** Without a route here a gateway would answer 404 for ever, and nothing would be proven. */
  private Future<?> leadHere(List<Reader> readers, HttpServer origin) {
    var probes = new ArrayList<Future<?>>();
    for (int i = 0; i < readers.size(); i++) {
      URI gateway = options.gateways().get(i);
      probes.add(
          readers
              .get(i)
              .get(site.probe(), "")
              .map(
                  answer ->
                      site.probe().equals(answer.bodyAsString())
                          ? ""
                          : "answers " + answer.statusCode() + " to " + site.probe())
              .otherwise(cause -> "does not answer: " + cause.getMessage())
              .compose(
                  fault ->
                      fault.isEmpty()
                          ? Future.succeededFuture()
                          : failure(
                              gateway
                                  + " "
                                  + fault
                                  + " (its upstream for "
                                  + Site.ROOT
                                  + " must be this origin, port "
                                  + origin.actualPort()
                                  + ": SLUICE_ORIGIN, or a rule)")));
    }
    return Future.all(probes);
  }

  private Future<?> obey(Writer writer) {
    var order =
        new JsonObject().put("tags", new JsonArray().add(options.run())).put("wait", "commit");
    var probes = new ArrayList<Future<?>>();
    for (URI admin : options.admins()) {
      probes.add(
          writer
              .post(admin.toString().replaceAll("/$", ""), order)
              .recover(cause -> failure(admin + " does not answer: " + cause.getMessage()))
              .compose(
                  answer ->
                      answer.statusCode() / 100 == 2
                          ? Future.succeededFuture()
                          : failure(
                              admin
                                  + " refuses to invalidate: "
                                  + answer.statusCode()
                                  + (answer.statusCode() == 401 || answer.statusCode() == 403
                                      ? " (a token with the scope purge: --token-file)"
                                      : " " + answer.bodyAsString()))));
    }
    return Future.all(probes);
  }

  private static <T> Future<T> failure(String sentence) {
    return Future.failedFuture(new IllegalStateException(sentence));
  }

  /** What has been found so far. */
  public Future<Report> report() {
    var promise = Promise.<Report>promise();
    context.runOnContext(v -> promise.complete(tally.report()));
    return promise.future();
  }

  /** Ends, when everything under way has been answered and judged. */
  public Future<Report> finish() {
    var ended = Promise.<Report>promise();
    context.runOnContext(
        v ->
            Future.all(loops.stream().map(Loop::stop).toList())
                .compose(all -> vertx.undeploy(deploymentID()))
                .map(undeployed -> tally.report())
                .onComplete(ended));
    return ended.future();
  }
}
