package io.sluice.gateway.verticle.ingress;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;

/**
 * How the connections of one event loop come to their ends when the node stops.
 *
 * <p>Closing a kept-alive connection loses the request that its client is just sending (RFC 9112
 * §9.6). So every client is told with its next answer, which is its last one here, and only a
 * connection that stays silent for {@link #ANNOUNCE} is closed without a word. Meanwhile requests
 * are accepted: whoever balances the load learns from the readiness probe to go elsewhere.
 */
public final class Drain {
  /** Long for a client in mid-conversation, short for whoever waits for the node to end. */
  private static final Duration ANNOUNCE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Duration grace;
  private final Promise<Void> done = Promise.promise();
  private int open;
  private boolean begun;

  /**
   * @param grace how long requests under way may go on; zero for not at all
   */
  public Drain(Vertx vertx, Duration grace) {
    this.vertx = vertx;
    this.grace = grace;
  }

  /** Counts a connection in, and out when it closes. */
  public void opened(HttpConnection connection) {
    open++;
    connection.closeHandler(v -> closed());
  }

  private void closed() {
    open--;
    completeIfEmpty();
  }

  private void completeIfEmpty() {
    if (begun && open == 0) {
      done.tryComplete();
    }
  }

  /**
   * From now on every answer is the last one on its connection.
   *
   * @return completes when no connection is open or everybody has had the time to be told
   */
  public Future<Void> begin() {
    if (grace.isZero()) {
      return Future.succeededFuture();
    }
    begun = true;
    completeIfEmpty();
    var announce = ANNOUNCE.compareTo(grace) < 0 ? ANNOUNCE : grace;
    vertx.setTimer(announce.toMillis() + 1, id -> done.tryComplete());
    return done.future();
  }

  /**
   * Before a request is answered: makes it the last one on its connection if the node is stopping.
   * HTTP/2 has GOAWAY for that, which the server sends itself.
   */
  void answering(HttpServerRequest request) {
    if (!begun || request.version() == HttpVersion.HTTP_2) {
      return;
    }
    var response = request.response();
    if (!response.headWritten()) {
      response.headersEndHandler(
          v -> response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
    }
    request.connection().shutdown(grace);
  }
}
