package io.sluice.gateway.adapter.web;

import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Says what went wrong with an origin in words that give away no address. */
final class OriginFaults {
  private OriginFaults() {}

  static String describe(Throwable cause) {
    if (cause instanceof UnknownHostException) {
      return "the origin's name does not resolve";
    }
    if (cause instanceof ConnectException) {
      return "the origin refuses connections";
    }
    if (cause instanceof SSLException) {
      return "no TLS session with the origin";
    }
    if (cause instanceof HttpClosedException || cause instanceof StreamResetException) {
      return "the origin closed the connection";
    }
    if (cause instanceof TimeoutException
        || cause instanceof io.netty.channel.ConnectTimeoutException) {
      return "no connection to the origin within the time allowed";
    }
    return "the origin's answer is no valid HTTP response";
  }
}
