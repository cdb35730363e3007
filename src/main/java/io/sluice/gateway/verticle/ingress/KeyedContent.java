package io.sluice.gateway.verticle.ingress;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** The content of a request that is part of its key, because a rule says that it is a question. */
final class KeyedContent {
  /** Larger content is streamed and not keyed: it would have to be held, and digested, whole. */
  private static final int MAX_BYTES = 64 * 1024;

  private static final Buffer NONE = Buffer.buffer();

  private KeyedContent() {}

  /** Whether the content is known beforehand to be small enough, and comes unasked or for a 100. */
  static boolean fits(HttpServerRequest request) {
    if (!RequestChecks.hasBody(request)) {
      return true;
    }
    if (RequestChecks.expectsTheUnknown(request)) {
      return false;
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length != null && Long.parseLong(length.trim()) <= MAX_BYTES;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /**
   * Reads it whole; fails when the client breaks off.
   *
   * @param timeout for all of it; zero = no limit
   */
  static Future<Buffer> read(HttpServerRequest request, Duration timeout) {
    if (!RequestChecks.hasBody(request)) {
      return Future.succeededFuture(NONE);
    }
    if (request.headers().contains(HttpHeaders.EXPECT)) {
      request.response().writeContinue();
    }
    return timeout.isZero()
        ? request.body()
        : request.body().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Its SHA-256 in hexadecimal. */
  static String digest(Buffer content) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
