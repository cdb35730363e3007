package io.sluice.gateway.bootstrap.consistency;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Reads pages through one gateway and judges what comes back. */
final class Reader {
  private static final long TIMEOUT_MILLIS = 10_000;

  private final WebClient client;
  private final Site site;
  private final Tally tally;
  private final RandomGenerator random;
  private final long startNanos;
  private final String host;
  private final String gateway;
  private final SocketAddress address;

  Reader(WebClient client, Site site, Tally tally, Run run, URI gateway) {
    this.client = client;
    this.site = site;
    this.tally = tally;
    this.random = run.random();
    this.startNanos = run.startNanos();
    this.host = run.host();
    this.gateway = gateway.getAuthority();
    this.address = SocketAddress.inetSocketAddress(gateway.getPort(), gateway.getHost());
  }

  /** What all readers and writers of a run have in common. */
  record Run(RandomGenerator random, long startNanos, String host) {}

  /** One request under the common Host, whatever the gateway's own name is. */
  Future<HttpResponse<Buffer>> get(String uri, String variant) {
    return client
        .request(HttpMethod.GET, address, 80, host, uri)
        .putHeader(VersionedOrigin.VARIANT, variant)
        .timeout(TIMEOUT_MILLIS)
        .send();
  }

  /** Reads any page; fails if there is no answer at all. */
  Future<?> readAny() {
    var page = site.any(random);
    String variant = random.nextBoolean() ? "en" : "de";
    String uri = page.variants == Page.Variants.QUERY ? page.path + "?in=" + variant : page.path;
    // Before the request is sent: what has succeeded by now counts.
    var due = page.confirmed();
    long sent = System.nanoTime();
    return get(uri, variant)
        .onSuccess(response -> judge(page, due, sent, response))
        .onFailure(failure -> tally.readFailed(failure.getClass().getSimpleName()));
  }

  private void judge(
      Page page, Page.@Nullable Confirmed due, long sent, HttpResponse<Buffer> response) {
    long version = response.statusCode() == 200 ? version(response.bodyAsString()) : -1;
    if (version < 0) {
      tally.readFailed(String.valueOf(response.statusCode()));
      return;
    }
    long received = System.nanoTime();
    String xCache = String.valueOf(response.getHeader("x-cache"));
    tally.read(xCache);
    page.note(new Event(sent, received, "read " + xCache, version, gateway));
    if (due != null && version < due.version()) {
      tally.violation(
          String.format(
              Locale.ROOT,
              """
              VIOLATION: %s through %s has version %d, and version %d was due
                sent %.4f s, received %.4f s after the start
                Cache-Status: %s, Age: %s
                invalidation: %s
                what happened to the page, in seconds after the start:
              %s""",
              page.path,
              gateway,
              version,
              due.version(),
              (sent - startNanos) / 1e9,
              (received - startNanos) / 1e9,
              response.getHeader("cache-status"),
              response.getHeader("age"),
              due.invalidation(),
              page.history(startNanos)));
    }
  }

  /** What an answer of the origin begins with; -1 for anything else. */
  private static long version(@Nullable String body) {
    int end = body == null ? -1 : body.indexOf(' ');
    try {
      return body == null || end < 1 ? -1 : Long.parseLong(body.substring(0, end));
    } catch (NumberFormatException foreign) {
      return -1;
    }
  }
}
