package io.sluice.gateway.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.gateway.scenario.HitAllocationIT.Hit;
import io.sluice.gateway.testing.EventLoop;
import io.sluice.gateway.testing.RawHttp;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends one request after the other over one connection that is kept, for each protocol one. */
final class HitClient implements AutoCloseable {
  private final int port;
  private final RawHttp connection;
  private final byte[] buffer = new byte[16 * 1024];
  private final Vertx vertx = Vertx.vertx();
  private final EventLoop loop = new EventLoop(vertx);
  private final HttpClient http2 =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false));

  HitClient(int port) {
    this.port = port;
    this.connection = RawHttp.connect(port);
  }

  /** Fails on any answer of another status or length. */
  void send(Hit hit, int requests) {
    byte[] request = request(hit);
    for (int i = 0; i < requests; i++) {
      int status = hit == Hit.HTTP_2 ? overHttp2(hit) : overHttp1(hit, request);
      if (status != hit.status) {
        throw new AssertionError(hit + ": " + status + " (expected: " + hit.status + ")");
      }
    }
  }

  private byte[] request(Hit hit) {
    String head = "GET " + hit.path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + hit.field;
    return (head + "\r\n\r\n").getBytes(ISO_8859_1);
  }

  /** Reads in large pieces: there is never more than one answer. */
  private int overHttp1(Hit hit, byte[] request) {
    connection.send(request);
    try {
      var in = connection.input();
      int length = 0;
      int head = 0;
      while (head == 0 || length < head + hit.bodyBytes) {
        int n = in.read(buffer, length, buffer.length - length);
        if (n < 0) {
          throw new AssertionError(hit + ": closed after " + length + " bytes");
        }
        length += n;
        head = head == 0 ? headBytes(length) : head;
      }
      if (length != head + hit.bodyBytes) {
        throw new AssertionError(
            hit + ": unexpected answer: " + new String(buffer, 0, length, ISO_8859_1));
      }
      return Integer.parseInt(new String(buffer, "HTTP/1.1 ".length(), 3, ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** 0 where its end has not come. */
  private int headBytes(int length) {
    for (int i = 3; i < length; i++) {
      if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }

  /** On the client's event loop: elsewhere a body may have passed before somebody asks for it. */
  private int overHttp2(Hit hit) {
    var options = options(hit);
    return loop.await(
        () ->
            http2
                .request(options)
                .compose(request -> request.send())
                .compose(
                    response ->
                        response
                            .body()
                            .map(
                                body -> {
                                  if (body.length() != hit.bodyBytes) {
                                    throw new AssertionError(
                                        hit + ": " + response.statusCode() + ", " + body);
                                  }
                                  return response.statusCode();
                                })));
  }

  private RequestOptions options(Hit hit) {
    String[] field = hit.field.split(": ", 2);
    return new RequestOptions()
        .setHost("127.0.0.1")
        .setPort(port)
        .setURI(hit.path)
        .putHeader(field[0], field[1]);
  }

  @Override
  public void close() {
    connection.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
