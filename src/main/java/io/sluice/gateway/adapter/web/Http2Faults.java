package io.sluice.gateway.adapter.web;

import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.sluice.gateway.adapter.web.OriginFaultException.Repeat;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is different when a request fails on a connection that it shares with others. */
final class Http2Faults {
  private static final long REFUSED_STREAM = 0x7;
  private static final Buffer PING = Buffer.buffer(new byte[8]);

  private Http2Faults() {}

  /** Where a request may be sent again of which no response head has come. */
  static Repeat repeat(Throwable cause) {
    if (cause instanceof StreamResetException reset) {
      // RFC 9113 §8.7: the one code that says that nothing was done.
      return reset.getCode() == REFUSED_STREAM ? Repeat.ANYWHERE : Repeat.NEVER;
    }
    if (cause instanceof HttpClosedException closed) {
      // An origin that says goodbye is going; one that does not may fail because of this request.
      return closed.goAway() == null ? Repeat.ELSEWHERE : Repeat.ANYWHERE;
    }
    return Repeat.NEVER;
  }

  /**
   * What the HTTP/2 client lets pass although it is none (RFC 9113 §8): an interim response other
   * than 100 and 103, which it takes for the final one, and fields that HTTP/1.1 could not carry.
   *
   * @return null = nothing
   */
  static @Nullable Exception invalid(HttpClientResponse response) {
    if (response.statusCode() < 200) {
      return new ProtocolException("interim response " + response.statusCode());
    }
    return isValid(response.headers()) ? null : new ProtocolException("invalid field");
  }

  /** Whether HTTP/1.1 could carry these fields. */
  static boolean isValid(MultiMap fields) {
    for (var field : fields) {
      if (HttpHeaderValidationUtil.validateToken(field.getKey()) != -1
          || HttpHeaderValidationUtil.validateValidHeaderValue(field.getValue()) != -1) {
        return false;
      }
    }
    return true;
  }

  /**
   * Closes a connection whose peer answers no PING either: without its own stream's end to close
   * it, a dead connection would take all requests of the pool until TCP gives it up.
   */
  static void closeIfSilent(HttpConnection connection, Duration patience) {
    if (connection.protocolVersion() == HttpVersion.HTTP_2) {
      connection
          .ping(PING)
          .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
          .onFailure(silent -> connection.close());
    }
  }
}
