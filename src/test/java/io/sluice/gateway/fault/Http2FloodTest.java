package io.sluice.gateway.fault;

import static io.sluice.gateway.testing.Http2Frames.END_HEADERS;
import static io.sluice.gateway.testing.Http2Frames.END_STREAM;
import static io.sluice.gateway.testing.Http2Frames.HEADERS;
import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.Http2Frames;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Frames of HTTP/2 that cost the sender nothing, in numbers that no client needs. */
class Http2FloodTest {
  private static final int ENHANCE_YOUR_CALM = 0xb;
  private static final int FLOOD = 20_000;
  private static final byte[] NOTHING = {};

  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with();

  /** Writes frames until the connection is closed, or there are enough of them. */
  private interface Frames {
    void write(Http2Frames client, int number) throws IOException;
  }

  private static byte[] request(boolean post) {
    return Http2Frames.request(post, "127.0.0.1:" + gateway.port(), "/x");
  }

  private static int flood(Frames frames, Frames before) throws IOException {
    gateway.origin().on("/x", fresh("x"));
    try (var client = Http2Frames.connect(gateway.port())) {
      before.write(client, 0);
      var writer =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < FLOOD; i++) {
                    frames.write(client, i);
                  }
                  client.flush();
                } catch (IOException closed) {
                  // As it should be.
                }
              });
      writer.start();
      return client.awaitGoAway();
    }
  }

  private static int flood(Frames frames) throws IOException {
    return flood(frames, (client, i) -> {});
  }

  /** The last words may be lost when the flood goes on: then the connection is reset. */
  private static void assertRefused(int code) {
    assertThat(code).isIn(ENHANCE_YOUR_CALM, -1);
    assertThat(gateway.get("/x").status()).isEqualTo(200);
  }

  @Test
  void rapidReset() throws IOException {
    assertRefused(
        flood(
            (client, i) ->
                client
                    .frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, request(false))
                    .frame(Http2Frames.RST_STREAM, 0, 2 * i + 1, new byte[] {0, 0, 0, 8})));
    assertThat(gateway.origin().count("/x")).isLessThan(1000);
  }

  @Test
  void continuation() throws IOException {
    assertRefused(
        flood(
            (client, i) -> client.frame(Http2Frames.CONTINUATION, 0, 1, NOTHING),
            (client, i) -> client.frame(HEADERS, END_STREAM, 1, request(false))));
  }

  @Test
  void emptyData() throws IOException {
    assertRefused(
        flood(
            (client, i) -> client.frame(Http2Frames.DATA, 0, 1, NOTHING),
            (client, i) -> client.frame(HEADERS, END_HEADERS, 1, request(true))));
  }

  @Test
  void pings() throws IOException {
    assertRefused(flood((client, i) -> client.frame(Http2Frames.PING, 0, 0, new byte[8])));
    assertThat(gateway.admin("GET", "/metrics", "").text())
        .containsPattern("sluice_http2_flood_total [1-9]");
  }

  @Test
  void settings() throws IOException {
    assertRefused(flood((client, i) -> client.frame(Http2Frames.SETTINGS, 0, 0, NOTHING)));
  }

  @Test
  void windowUpdates() throws IOException {
    assertRefused(
        flood(
            (client, i) -> client.frame(Http2Frames.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1})));
  }

  @Test
  void priorities() throws IOException {
    assertRefused(
        flood((client, i) -> client.frame(Http2Frames.PRIORITY, 0, 1, new byte[] {0, 0, 0, 0, 1})));
  }

  @Test
  void framesOfNoKnownType() throws IOException {
    assertRefused(flood((client, i) -> client.frame(0x42, 0, 0, NOTHING)));
  }

  @Test
  void streamsBeyondTheLimit() throws IOException {
    assertRefused(
        flood((client, i) -> client.frame(HEADERS, END_HEADERS, 2 * i + 1, request(true))));
  }

  @Test
  void whatAnEagerClientSendsIsServed() throws IOException {
    gateway.origin().on("/x", fresh("x"));
    try (var client = Http2Frames.connect(gateway.port())) {
      for (int i = 0; i < 500; i++) {
        client
            .frame(Http2Frames.PING, 0, 0, new byte[8])
            .frame(Http2Frames.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1});
      }
      client.frame(HEADERS, END_HEADERS | END_STREAM, 1, request(false)).flush();
      while (client.read().type() != Http2Frames.DATA) {
        // Acknowledgements come before it.
      }
    } catch (SocketException closed) {
      throw new AssertionError(closed);
    }
  }
}
