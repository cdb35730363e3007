package io.sluice.gateway.bootstrap.consistency;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cache that is no Sluice: data and admin port in one, every invalidation empties it. It is
 * correct, or it has one of the faults that caches have.
 */
final class CachingDouble extends VerticleBase {

  enum Fault {
    NONE,
    /** Success is answered first, and what was stored is removed a moment later. */
    REMOVES_LATE,
    /** What was on its way from the origin during an invalidation is stored after it. */
    STORES_WHAT_WAS_ON_ITS_WAY,
    /** Stores nothing at all, and so proves nothing. */
    NEVER_HITS
  }

  private final Fault fault;
  private final int originPort;
  private final Map<String, Buffer> stored = new HashMap<>();
  private long emptied;
  private @Nullable WebClient client;
  private @Nullable HttpServer server;

  CachingDouble(Fault fault, int originPort) {
    this.fault = fault;
    this.originPort = originPort;
  }

  @Override
  public Future<?> start() {
    client = WebClient.create(vertx);
    return vertx
        .createHttpServer()
        .requestHandler(this::handle)
        .listen(0, "127.0.0.1")
        .onSuccess(listening -> server = listening);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + Objects.requireNonNull(server).actualPort());
  }

  private void handle(HttpServerRequest request) {
    var response = request.response();
    if (request.path().equals("/cache/invalidations")) {
      invalidate(response);
      return;
    }
    String language = String.valueOf(request.getHeader(VersionedOrigin.VARIANT));
    String key = request.uri() + " " + language;
    var hit = stored.get(key);
    if (hit != null) {
      response.putHeader("X-Cache", "HIT").end(hit);
      return;
    }
    long before = emptied;
    Objects.requireNonNull(client)
        .get(originPort, "127.0.0.1", request.uri())
        .putHeader(VersionedOrigin.VARIANT, language)
        .send()
        .onFailure(cause -> response.setStatusCode(502).end())
        .onSuccess(
            answer -> {
              var body = answer.body() == null ? Buffer.buffer() : answer.body();
              boolean overtaken = before != emptied && fault != Fault.STORES_WHAT_WAS_ON_ITS_WAY;
              if (answer.statusCode() == 200 && !overtaken && fault != Fault.NEVER_HITS) {
                stored.put(key, body);
              }
              response.setStatusCode(answer.statusCode()).putHeader("X-Cache", "MISS").end(body);
            });
  }

  private void invalidate(HttpServerResponse response) {
    var receipt = new JsonObject().put("complete", true).encode();
    if (fault == Fault.REMOVES_LATE) {
      response.end(receipt);
      vertx.setTimer(20, id -> empty());
    } else {
      empty();
      response.end(receipt);
    }
  }

  private void empty() {
    emptied++;
    stored.clear();
  }
}
