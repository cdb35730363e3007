package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Base64;
import java.util.List;

/**
 * The opening handshake of a WebSocket as a client must send it (RFC 6455 §4.1). An Upgrade to
 * anything else is nobody's business but ours, and we ignore it (RFC 9110 §7.8): an origin that
 * switched to HTTP/2 would let a client past every check.
 */
final class WebSocketRequest {
  static final String KEY = "sec-websocket-key";
  private static final String VERSION = "sec-websocket-version";
  private static final int KEY_BYTES = 16;

  private WebSocketRequest() {}

  /** Whether a request whose Connection has the option {@code upgrade} asks for a WebSocket. */
  static boolean isOne(HttpServerRequest request) {
    List<String> upgrade = request.headers().getAll(HttpHeaders.UPGRADE);
    return upgrade.size() == 1
        && upgrade.get(0).trim().equalsIgnoreCase("websocket")
        && request.version() == HttpVersion.HTTP_1_1
        && request.method().equals(HttpMethod.GET);
  }

  /**
   * @throws GatewayFailure unless it is complete and valid, and nothing follows it
   */
  static void check(HttpServerRequest request) {
    if (RequestChecks.hasBody(request)) {
      throw RequestChecks.bad("a WebSocket's handshake has no content");
    }
    List<String> versions = request.headers().getAll(VERSION);
    if (versions.size() != 1 || !versions.get(0).trim().equals("13")) {
      throw new GatewayFailure(
          Kind.UPGRADE_REQUIRED, "Sec-WebSocket-Version: " + versions + " (expected: 13)");
    }
    List<String> keys = request.headers().getAll(KEY);
    if (keys.size() != 1 || !isKey(keys.get(0).trim())) {
      throw RequestChecks.bad("Sec-WebSocket-Key has to be 16 bytes in base64, once");
    }
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES && key.length() == 24;
    } catch (IllegalArgumentException noBase64) {
      return false;
    }
  }
}
