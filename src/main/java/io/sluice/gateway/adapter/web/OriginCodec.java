package io.sluice.gateway.adapter.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.sluice.gateway.adapter.web.OriginFaultException.Repeat;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientConnection;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes HTTP/1.1 on one connection to an origin, in place of Vert.x' codec, which keeps
 * bytes that follow a response and takes them for the beginning of the next one: an origin that
 * miscounts a body, or repeats what an attacker uploaded, would answer somebody else's request.
 *
 * <p>Here a connection carries one request at a time, and every byte that comes while none is
 * outstanding is <em>surplus</em>: it is dropped, the connection is used no more, and the response
 * before it stands. The same bytes can do harm only if they come after the next request has left,
 * when nothing tells them from its answer.
 *
 * <p>The one place that reaches below Vert.x' public API: the channel's pipeline.
 */
final class OriginCodec extends CombinedChannelDuplexHandler<ResponseDecoder, HttpRequestEncoder> {
  private static final Logger LOG = LoggerFactory.getLogger(OriginCodec.class);
  private static final String NAME = "codec";
  private static final AttributeKey<OriginCodec> INSTALLED = AttributeKey.valueOf("sluice.codec");

  /**
   * For the end of a response that a slow client has yet to take; a body has time limits of its
   * own.
   */
  private static final long LAST_RESPONSE_HOURS = 6;

  private final HttpConnection connection;
  private final ResponseDecoder decoder;
  private int requests;
  private boolean spoiled;

  private OriginCodec(HttpConnection connection) {
    this.connection = connection;
    this.decoder = new ResponseDecoder(this::spoil);
    init(decoder, new HttpRequestEncoder());
  }

  /** Takes over a connection that has not carried a request yet; HTTP/2 has framing enough. */
  static void install(HttpConnection connection) {
    // The exchange under way hears of it, too; nobody else has to.
    connection.exceptionHandler(cause -> LOG.debug("{}", connection.remoteAddress(), cause));
    if (connection.protocolVersion() != HttpVersion.HTTP_2) {
      var codec = new OriginCodec(connection);
      context(connection).channel().attr(INSTALLED).set(codec);
      context(connection).pipeline().replace(NAME, NAME, codec);
    }
  }

  /** Where a request that has just failed on this connection may be sent again. */
  static Repeat repeat(HttpConnection connection) {
    var codec = context(connection).channel().attr(INSTALLED).get();
    if (codec == null || codec.decoder.hasHeard()) {
      return Repeat.NEVER;
    }
    // An origin may close an idle connection just when we use it again. One that took the request
    // on a new connection, and then closes it, may fail because of this very request.
    return codec.requests > 1 || codec.spoiled ? Repeat.AT_ONCE : Repeat.ELSEWHERE;
  }

  /** Makes ready for a 101: when it has come, Vert.x takes this codec away. */
  static TunnelSide tunnel(HttpConnection connection) {
    return TunnelSide.holding(context(connection), NAME);
  }

  private static ChannelHandlerContext context(HttpConnection connection) {
    return ((HttpClientConnection) connection).channelHandlerContext();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise)
      throws Exception {
    if (msg instanceof HttpRequest request) {
      if (spoiled) {
        // Leased just before the surplus came.
        ReferenceCountUtil.release(msg);
        promise.setFailure(new HttpClosedException("the connection is not to be used any more"));
        ctx.close();
        return;
      }
      requests++;
      decoder.expect(request.method(), request.headers().contains(HttpHeaderNames.UPGRADE));
    }
    super.write(ctx, msg, promise);
  }

  /** The connection closes as soon as its last response has been taken; at once if it has been. */
  private void spoil() {
    if (!spoiled) {
      spoiled = true;
      connection.shutdown(LAST_RESPONSE_HOURS, TimeUnit.HOURS);
    }
  }
}
