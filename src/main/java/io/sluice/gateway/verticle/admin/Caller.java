package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.Text;
import io.sluice.gateway.verticle.ClientAddress;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, whatever they say.
 *
 * @param address null = unknown
 * @param certificate subject of the client certificate that was checked; null = none
 */
record Caller(@Nullable String address, @Nullable String certificate) {
  private static final int MAX_SUBJECT = 200;

  static Caller of(HttpServerRequest request) {
    var remote = request.remoteAddress();
    return new Caller(remote == null ? null : remote.hostAddress(), subject(request));
  }

  private static @Nullable String subject(HttpServerRequest request) {
    var session = request.sslSession();
    try {
      return session == null ? null : session.getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
  }

  /** By what limits are kept. */
  String key() {
    try {
      return ClientAddress.key(address == null ? null : InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      return ClientAddress.key(null);
    }
  }

  /** For people; a certificate says more than an address. */
  String shown() {
    if (certificate != null) {
      var quoted = Text.printable(certificate, MAX_SUBJECT);
      return "certificate " + quoted.substring(1, quoted.length() - 1);
    }
    return address == null ? "unknown" : address;
  }
}
