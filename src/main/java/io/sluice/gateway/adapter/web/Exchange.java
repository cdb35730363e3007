package io.sluice.gateway.adapter.web;

import io.sluice.gateway.adapter.web.OriginFaultException.Repeat;
import io.sluice.gateway.message.BodyStream;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.message.Span;
import io.sluice.gateway.spi.UpstreamRequest;
import io.sluice.gateway.spi.UpstreamResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to one origin that it has entered, until the head of its response; {@link
 * ResponseBody} takes over from there. Runs on one event loop.
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** RFC 9110 §10.1.1: nobody waits for a 100 indefinitely, as an origin may not know it. */
  private static final long CONTINUE_MILLIS = 1000;

  private final Vertx vertx;
  private final Context context;
  private final OriginPool pool;
  private final UpstreamOptions.Pool options;
  private final Origin origin;
  private final UpstreamRequest request;
  private final Promise<UpstreamResponse> answer;
  private final Span span;
  private @Nullable HttpClientRequest sent;
  private @Nullable TunnelSide tunnel;
  private long deadlineTimer = -1;
  private long continueTimer = -1;
  private boolean uploading;
  private boolean left;
  private long sentAtMillis;

  private Exchange(
      Vertx vertx, Context context, OriginPool pool, Origin origin, UpstreamRequest request) {
    this.vertx = vertx;
    this.context = context;
    this.pool = pool;
    this.options = pool.options();
    this.origin = origin;
    this.request = request;
    this.answer = Promise.promise();
    this.span = ExchangeSpan.begin(request, origin, path(request.target()));
  }

  /**
   * @return fails with {@link OriginFaultException} when the origin is to blame, else with {@link
   *     GatewayFailure}
   */
  static Future<UpstreamResponse> run(
      Vertx vertx, Context context, OriginPool pool, Origin origin, UpstreamRequest request) {
    var exchange = new Exchange(vertx, context, pool, origin, request);
    pool.enter();
    request.cancellation().onCancel(exchange::cancelled);
    var address =
        origin
            .address()
            .setMethod(request.method())
            .setURI(request.target())
            .setFollowRedirects(false)
            .setConnectTimeout(pool.options().connectTimeout().toMillis());
    pool.clientFor(request).request(address).onComplete(exchange::taken, exchange::notConnected);
    return exchange.answer.future();
  }

  /** What is thrown here nobody would hear of: the request would wait, and hold its place. */
  private void taken(HttpClientRequest connection) {
    try {
      connected(connection);
    } catch (RuntimeException unsendable) {
      LOG.warn("{} cannot be asked", origin, unsendable);
      connection.reset();
      settle(new GatewayFailure(Kind.BAD_REQUEST, "the request cannot be passed on"));
    }
  }

  private void connected(HttpClientRequest connection) {
    // What goes wrong is told by the response's future; unheard, it would be logged as an error.
    connection.exceptionHandler(cause -> LOG.debug("{} failed", origin, cause));
    if (answer.future().isComplete()) {
      connection.reset();
      return;
    }
    sent = connection;
    connection.authority(
        authority(options.preserveHost() ? request.authority() : origin.authority()));
    connection.headers().addAll(request.fields());
    span.carry(connection.headers());
    connection.earlyHintsHandler(this::interim);
    connection.response().onComplete(this::responded, this::unanswered);
    sentAtMillis = System.currentTimeMillis();
    if (request.webSocketKey() == null) {
      send(connection);
    } else {
      tunnel = OriginCodec.tunnel(connection.connection());
      armDeadline();
      // Unlike end(), it keeps the connection from being used for anything else.
      connection.connect();
    }
  }

  private void send(HttpClientRequest connection) {
    if (request.body() == null) {
      armDeadline();
      connection.end().onFailure(this::unanswered);
      return;
    }
    if (!connection.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      connection.setChunked(true);
    }
    if (connection.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
      connection.continueHandler(v -> proceed(connection));
      continueTimer = vertx.setTimer(CONTINUE_MILLIS, id -> proceed(connection));
      connection.writeHead().onFailure(this::unanswered);
    } else {
      upload(connection);
    }
  }

  /** The origin wants the body, or does not know 100 and waits for it. */
  private void proceed(HttpClientRequest connection) {
    vertx.cancelTimer(continueTimer);
    if (!uploading && !answer.future().isComplete()) {
      request.interim().received(100, MultiMap.caseInsensitiveMultiMap());
      upload(connection);
    }
  }

  private void upload(HttpClientRequest connection) {
    var body = request.body();
    if (body == null) {
      return;
    }
    uploading = true;
    body.pipe()
        .endOnFailure(false)
        .to(connection)
        .onComplete(
            // An upload may take longer than an origin may think: the clock starts at its end.
            v -> armDeadline(),
            cause -> {
              // The client broke off, or sent what is no valid body: the origin must not take the
              // part for the whole.
              connection.reset();
              settle(new GatewayFailure(Kind.BAD_REQUEST, "the request body broke off"));
            });
  }

  private void armDeadline() {
    if (!answer.future().isComplete()) {
      deadlineTimer =
          vertx.setTimer(options.firstByteTimeout().toMillis(), id -> firstByteOverdue());
    }
  }

  private void interim(MultiMap fields) {
    String status = fields.get(ResponseDecoder.STATUS);
    fields.remove(ResponseDecoder.STATUS);
    if (!Http2Faults.isValid(fields)) {
      return;
    }
    request.interim().received(status == null ? 103 : Integer.parseInt(status), fields);
  }

  private void responded(HttpClientResponse response) {
    vertx.cancelTimer(deadlineTimer);
    vertx.cancelTimer(continueTimer);
    if (answer.future().isComplete()) {
      response.request().reset();
      return;
    }
    if (response.version() == HttpVersion.HTTP_2) {
      var invalid = Http2Faults.invalid(response);
      if (invalid != null) {
        response.exceptionHandler(cause -> LOG.debug("{} failed", origin, cause));
        response.request().reset();
        fail(invalid, Repeat.NEVER);
        return;
      }
    }
    if (request.webSocketKey() != null && response.statusCode() == 101) {
      switched(request.webSocketKey(), response);
      return;
    }
    ExchangeSpan.answered(span, response.statusCode());
    var body = new ResponseBody(vertx, context, options, response);
    request.cancellation().onCancel(body::cancel);
    var stream = body.stream();
    response
        .end()
        .onComplete(
            ended -> {
              if (ended.failed()) {
                span.fail("broken off");
              }
              leave();
            });
    answer.complete(
        new UpstreamResponse(
            response.statusCode(),
            response.headers(),
            stream,
            sentAtMillis,
            System.currentTimeMillis()));
    body.start();
    if (request.body() != null && !uploading || request.webSocketKey() != null) {
      // An answer instead of 100 or 101: the origin, or the client, waits for more of the request.
      response.end().onComplete(ended -> response.request().reset());
    }
  }

  private void switched(String key, HttpClientResponse response) {
    response.exceptionHandler(cause -> LOG.debug("{}: tunnel closed", origin, cause));
    var side = tunnel;
    if (side == null || !WebSocketAnswer.agrees(key, response.headers())) {
      settle(
          new OriginFaultException(
              Kind.BAD_GATEWAY, "the origin's 101 is no answer to the handshake", Repeat.NEVER));
      response.request().reset();
      return;
    }
    request.cancellation().onCancel(side::close);
    left = true;
    origin.leave();
    ExchangeSpan.answered(span, 101);
    span.end();
    side.channel().closeFuture().addListener(closed -> context.runOnContext(v -> pool.leave()));
    long nowMillis = System.currentTimeMillis();
    answer.complete(
        new UpstreamResponse(
            101,
            response.headers(),
            BodyStream.of(context, Buffer.buffer(0)),
            sentAtMillis,
            nowMillis,
            side));
  }

  private void firstByteOverdue() {
    var pending = sent;
    if (settle(
            new OriginFaultException(
                Kind.ORIGIN_TIMEOUT, "no response within the time allowed", Repeat.NEVER))
        && pending != null) {
      pending.reset();
      Http2Faults.closeIfSilent(pending.connection(), options.connectTimeout());
    }
  }

  private void cancelled() {
    var pending = sent;
    if (settle(new GatewayFailure(Kind.BAD_GATEWAY, "called off")) && pending != null) {
      pending.reset();
    }
  }

  private void notConnected(Throwable cause) {
    if (cause instanceof ConnectionPoolTooBusyException) {
      settle(new GatewayFailure(Kind.OVERLOADED, "too many requests wait for the origin"));
    } else {
      fail(cause, Repeat.ANYWHERE);
    }
  }

  private void unanswered(Throwable cause) {
    var pending = sent;
    fail(
        cause,
        pending == null || request.webSocketKey() != null ? Repeat.NEVER : repeat(pending, cause));
  }

  private static Repeat repeat(HttpClientRequest pending, Throwable cause) {
    var connection = pending.connection();
    return connection.protocolVersion() == HttpVersion.HTTP_2
        ? Http2Faults.repeat(cause)
        : OriginCodec.repeat(connection);
  }

  private void fail(Throwable cause, Repeat repeat) {
    LOG.debug("{} {} at {} failed", request.method(), path(request.target()), origin, cause);
    settle(new OriginFaultException(Kind.BAD_GATEWAY, OriginFaults.describe(cause), repeat));
  }

  /** Queries may hold secrets. */
  private static String path(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private boolean settle(RuntimeException failure) {
    vertx.cancelTimer(deadlineTimer);
    vertx.cancelTimer(continueTimer);
    boolean first = answer.tryFail(failure);
    if (first) {
      ExchangeSpan.failed(span, failure);
      leave();
    }
    return first;
  }

  private void leave() {
    if (!left) {
      left = true;
      origin.leave();
      pool.leave();
      span.end();
    }
  }

  /** Of one that is valid. Vert.x' parser knows no IPv6 address that ends in an IPv4 one. */
  private static HostAndPort authority(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon <= authority.lastIndexOf(']')
        ? HostAndPort.create(authority, -1)
        : HostAndPort.create(
            authority.substring(0, colon), Integer.parseInt(authority.substring(colon + 1)));
  }
}
