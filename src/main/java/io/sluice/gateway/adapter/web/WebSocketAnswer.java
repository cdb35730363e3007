package io.sluice.gateway.adapter.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * Tells whether an origin's 101 is the answer to the handshake it was sent (RFC 6455 §4.1): a
 * server that has not read the key, but repeats what it was told or means another protocol, must
 * not be taken for one that agrees.
 */
final class WebSocketAnswer {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private WebSocketAnswer() {}

  static boolean agrees(String key, MultiMap fields) {
    List<String> upgrade = fields.getAll(HttpHeaders.UPGRADE);
    List<String> accept = fields.getAll("sec-websocket-accept");
    return upgrade.size() == 1
        && upgrade.get(0).trim().equalsIgnoreCase("websocket")
        && String.join(",", fields.getAll(HttpHeaders.CONNECTION))
            .matches("(?i)(.*,)?\\s*upgrade\\s*(,.*)?")
        && accept.size() == 1
        && accept.get(0).trim().equals(accept(key));
  }

  private static String accept(String key) {
    try {
      var digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
