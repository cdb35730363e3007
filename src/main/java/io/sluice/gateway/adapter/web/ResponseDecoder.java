package io.sluice.gateway.adapter.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the responses of one connection, of which at most one is outstanding, and says when there
 * are bytes that belong to none.
 *
 * <p>Vert.x knows two interim responses, 100 and 103, and takes any other for the final one. Such a
 * one is passed on as a 103 with its status in {@link #STATUS}.
 */
final class ResponseDecoder extends HttpResponseDecoder {
  /** No origin can send it: over the wire, a field name does not begin with a colon. */
  static final String STATUS = ":status";

  /** Of a response's head or trailers, over HTTP/2, too. */
  static final int MAX_HEAD_BYTES = 64 * 1024;

  private static final HttpDecoderConfig LIMITS =
      new HttpDecoderConfig().setMaxInitialLineLength(16 * 1024).setMaxHeaderSize(MAX_HEAD_BYTES);

  private final Runnable onSurplus;
  private @Nullable HttpMethod outstanding;
  private boolean upgradeWanted;
  private boolean interim;
  private boolean heard;

  /**
   * @param onSurplus called when bytes came that are no part of the response asked for, which may
   *     still have to be delivered
   */
  ResponseDecoder(Runnable onSurplus) {
    super(LIMITS);
    this.onSurplus = onSurplus;
  }

  /** A request leaves; what comes from now on is its answer. */
  void expect(HttpMethod method, boolean upgradeWanted) {
    this.outstanding = method;
    this.upgradeWanted = upgradeWanted;
    this.heard = false;
  }

  /** Whether anything has come since the last request left. */
  boolean hasHeard() {
    return heard;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out)
      throws Exception {
    if (outstanding != null) {
      heard = true;
      int before = out.size();
      super.decode(ctx, buffer, out);
      for (int i = before; i < out.size(); i++) {
        out.set(i, seen(out.get(i)));
      }
    }
    if (outstanding == null && buffer.isReadable()) {
      buffer.skipBytes(buffer.readableBytes());
      onSurplus.run();
    }
  }

  private Object seen(Object part) {
    if (part instanceof HttpResponse response) {
      KeepAlive.shorten(response.headers());
      interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      if (interim && !isKnown(response.status().code())) {
        return hint(response);
      }
    } else if (part instanceof LastHttpContent && !interim) {
      outstanding = null;
    }
    return part;
  }

  private static boolean isKnown(int interimStatus) {
    return interimStatus == 100 || interimStatus == 101 || interimStatus == 103;
  }

  private static HttpResponse hint(HttpResponse response) {
    var fields = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    fields.add(response.headers()).set(STATUS, response.status().codeAsText());
    return new DefaultHttpResponse(
        response.protocolVersion(), HttpResponseStatus.EARLY_HINTS, fields);
  }

  /**
   * Called for each head when it is complete, before its framing is judged.
   *
   * @throws IllegalArgumentException for what can be framed in no safe way; it makes the response
   *     an invalid one
   */
  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    var status = ((HttpResponse) message).status();
    if (status.code() < 100 || status.code() > 999) {
      throw new IllegalArgumentException("status: " + status.code() + " (expected: three digits)");
    }
    if (status.code() == 101 && !upgradeWanted) {
      throw new IllegalArgumentException("101 to a request without Upgrade");
    }
    if (status.codeClass() != HttpStatusClass.INFORMATIONAL) {
      if (HttpMethod.HEAD.equals(outstanding)) {
        return true;
      }
      judgeCodings(message);
    }
    return super.isContentAlwaysEmpty(message);
  }

  /**
   * RFC 9112 §6.3: where chunked is not the final coding, the body ends with the connection. We
   * asked for no coding (TE), so one that is there all the same is taken for a mistake of the
   * field, not of the body; underneath chunked it would leave us with a body nobody can read.
   */
  private void judgeCodings(HttpMessage message) {
    var lines = message.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (lines.isEmpty()) {
      return;
    }
    if (!message.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      throw new IllegalArgumentException("transfer coding in HTTP/1.0");
    }
    var codings = String.join(",", lines).toLowerCase(Locale.ROOT).strip();
    if (codings.contentEquals(HttpHeaderValues.CHUNKED)) {
      return;
    }
    int comma = codings.lastIndexOf(',');
    if (codings.substring(comma + 1).strip().contentEquals(HttpHeaderValues.CHUNKED)) {
      throw new IllegalArgumentException("transfer coding below chunked: " + codings);
    }
    message.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
    message.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    clearContentLength();
  }
}
