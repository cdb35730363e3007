package io.sluice.gateway.bootstrap.consistency;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.random.RandomGenerator;

/**
 * The origin: answers with the version that a page has <em>when the request arrives</em>, often
 * some time later, so that invalidations overtake responses on their way. It validates by ETag, and
 * fails now and then where a stale answer is permitted for that.
 */
final class VersionedOrigin {
  /** The request field by which pages with Vary differ. */
  static final String VARIANT = "accept-language";

  private static final int FAILURE_PERCENT = 3;
  private static final Buffer REST = Buffer.buffer(" and so on".repeat(100));

  private final Vertx vertx;
  private final Site site;
  private final RandomGenerator random;

  VersionedOrigin(Vertx vertx, Site site, RandomGenerator random) {
    this.vertx = vertx;
    this.site = site;
    this.random = random;
  }

  void handle(HttpServerRequest request) {
    var response = request.response();
    var page = site.at(request.path());
    if (page == null) {
      boolean probe = request.path().equals(site.probe());
      response
          .setStatusCode(probe ? 200 : 404)
          .putHeader("Cache-Control", "no-store")
          .end(probe ? site.probe() : "");
      return;
    }
    long arrived = System.nanoTime();
    long version = page.version();
    String etag = "\"" + version + "-" + variant(page, request) + "\"";
    String known = request.getHeader("if-none-match");
    boolean unchanged = known != null && known.contains(etag);
    boolean fails =
        page.cacheControl.contains("stale-if-error") && random.nextInt(100) < FAILURE_PERCENT;
    int status = fails ? 503 : unchanged ? 304 : 200;
    after(
        hesitation(),
        () -> {
          page.note(
              new Event(arrived, System.nanoTime(), "origin " + status, version, request.uri()));
          response.setStatusCode(status);
          if (fails) {
            response.end();
          } else {
            fields(page, response.putHeader("ETag", etag));
            answer(response, version, unchanged);
          }
        });
  }

  private static String variant(Page page, HttpServerRequest request) {
    String value =
        switch (page.variants) {
          case NONE -> "";
          case FIELD -> request.getHeader(VARIANT);
          case QUERY -> request.query();
        };
    return value == null ? "" : value;
  }

  private static void fields(Page page, HttpServerResponse response) {
    response
        .putHeader("Cache-Control", page.cacheControl)
        .putHeader("Cache-Tag", String.join(",", page.tags));
    if (page.variants == Page.Variants.FIELD) {
      response.putHeader("Vary", VARIANT);
    }
  }

  /** The version, a space, and more that arrives at once or later. */
  private void answer(HttpServerResponse response, long version, boolean unchanged) {
    if (unchanged) {
      response.end();
      return;
    }
    var start = Buffer.buffer(version + " ");
    response.putHeader("Content-Length", String.valueOf(start.length() + REST.length()));
    response.write(start);
    after(hesitation(), () -> response.end(REST));
  }

  private void after(int millis, Runnable action) {
    if (millis == 0) {
      action.run();
    } else {
      vertx.setTimer(millis, id -> action.run());
    }
  }

  private int hesitation() {
    int dice = random.nextInt(100);
    return dice < 60 ? 0 : dice < 95 ? 1 + random.nextInt(20) : 50 + random.nextInt(150);
  }
}
