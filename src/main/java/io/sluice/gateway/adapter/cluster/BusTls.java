package io.sluice.gateway.adapter.cluster;

import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Mutual TLS on the event bus: who has a certificate of the authority is a member, wherever it is.
 *
 * <p>Names in certificates are not compared with addresses, which the bus never does: a node's
 * address is what the registry says, and changes.
 *
 * @param certificate PEM, of this node, with its chain
 * @param key PEM, of the certificate
 * @param ca PEM, the only authorities that are trusted
 */
public record BusTls(Path certificate, Path key, Path ca) {
  private static final long HANDSHAKE_SECONDS = 2;

  /**
   * The bus hands its options to its server and its client as JSON, in which files survive and key
   * managers do not.
   */
  void applyTo(EventBusOptions bus) {
    bus.setSsl(true)
        .setClientAuth(ClientAuth.REQUIRED)
        // By default the bus trusts every server.
        .setTrustAll(false)
        .setKeyCertOptions(
            new PemKeyCertOptions().addCertPath(certificate.toString()).addKeyPath(key.toString()))
        .setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
        .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
  }
}
