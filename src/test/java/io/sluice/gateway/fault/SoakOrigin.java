package io.sluice.gateway.fault;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;

/** An origin that does by path what origins do, good and bad, and keeps no record of it. */
final class SoakOrigin implements AutoCloseable {
  static final int LARGE = 2 << 20;

  private static final Buffer PIECE = Buffer.buffer("x".repeat(64 * 1024));

  private final Vertx vertx = Vertx.vertx();
  private final int port;

  SoakOrigin() {
    this.port =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .webSocketHandler(SoakOrigin::echo)
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
  }

  int port() {
    return port;
  }

  private static void echo(ServerWebSocket socket) {
    socket.handler(socket::write);
  }

  private void answer(HttpServerRequest request) {
    request.exceptionHandler(gone -> {});
    var response = request.response();
    response.exceptionHandler(gone -> {});
    var kind = request.path().split("/", -1)[1];
    if (!request.method().name().equals("GET")) {
      request.end().onSuccess(v -> response.setStatusCode(204).end());
      request.handler(chunk -> {});
      return;
    }
    switch (kind) {
      case "page" -> page(response, request.path());
      case "large" -> large(response);
      case "broken" ->
          response
              .putHeader("content-length", "1000000")
              .write(PIECE)
              .onComplete(written -> request.connection().close());
      case "slow" -> vertx.setTimer(300, id -> page(response, request.path()));
      case "silent" -> {}
      case "failing" -> response.setStatusCode(500).end("no");
      case "events" -> events(response);
      default -> response.putHeader("cache-control", "no-store").end("pass");
    }
  }

  private static void page(HttpServerResponse response, String path) {
    response
        .putHeader("cache-control", "max-age=2, stale-while-revalidate=2, stale-if-error=10")
        .putHeader("cache-tag", "pages," + path.replace('/', ':').substring(1))
        .putHeader("etag", "\"" + path.length() + "\"")
        .end(path + "y".repeat(2000));
  }

  private static void large(HttpServerResponse response) {
    response.putHeader("cache-control", "no-store").setChunked(true);
    more(response, LARGE / PIECE.length());
  }

  private static void more(HttpServerResponse response, int left) {
    if (left == 0) {
      response.end();
    } else {
      response.write(PIECE).onSuccess(v -> more(response, left - 1));
    }
  }

  private void events(HttpServerResponse response) {
    response.putHeader("content-type", "text/event-stream").setChunked(true);
    long timer = vertx.setPeriodic(1, 50, id -> response.write("data: tick\n\n"));
    response.closeHandler(v -> vertx.cancelTimer(timer));
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
