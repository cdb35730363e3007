package io.sluice.gateway.scenario;

import io.sluice.gateway.testing.RawHttp;

/** The bytes of a WebSocket's opening handshake, with the key of RFC 6455 §1.3. */
final class WebSocketHandshake {
  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  /** What an origin says that agrees. */
  static final String AGREED =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: "
          + ACCEPT
          + "\r\n\r\n";

  private WebSocketHandshake() {}

  static String request(String target) {
    return "GET "
        + target
        + " HTTP/1.1\r\nHost: shop.test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + KEY
        + "\r\n\r\n";
  }

  /** Sends one over this connection, and reads the 101. */
  static RawHttp open(RawHttp client, String target) {
    String head = client.send(request(target)).head();
    if (!head.startsWith("HTTP/1.1 101 ")) {
      throw new AssertionError(head);
    }
    return client;
  }
}
