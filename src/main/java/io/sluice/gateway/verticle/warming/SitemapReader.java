package io.sluice.gateway.verticle.warming;

import io.sluice.gateway.caching.RequestTarget;
import io.sluice.gateway.verticle.ingress.OwnRequests;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;

/** Fetches sitemaps from the origin, one after the other: each may take 50 MiB of memory. */
final class SitemapReader {
  private final Vertx vertx;
  private final OwnRequests requests;
  private Future<Sitemap> latest = Future.succeededFuture();

  SitemapReader(Vertx vertx, OwnRequests requests) {
    this.vertx = vertx;
    this.requests = requests;
  }

  /**
   * @return fails with a message for people
   */
  Future<Sitemap> read(RequestTarget target, MultiMap fields) {
    latest = latest.transform(before -> fetch(target, fields));
    return latest;
  }

  private Future<Sitemap> fetch(RequestTarget target, MultiMap fields) {
    // As it is, or gzip: nothing else is understood.
    var plain = MultiMap.caseInsensitiveMultiMap().addAll(fields).remove("accept-encoding");
    return requests
        .whole(target, plain, Sitemap.MAX_BYTES)
        .compose(body -> vertx.executeBlocking(() -> Sitemap.parse(body.getBytes()), false));
  }
}
