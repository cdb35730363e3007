package io.sluice.gateway.adapter.redis;

import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Terms of trust for {@code rediss}; files are PEM.
 *
 * @param ca the authorities to trust; null for those of the JDK
 * @param certificate shown to the server, with its chain; null for none
 * @param key of the certificate; null exactly if there is none
 * @param verifyHost whether the server's certificate must name the host
 */
public record RedisTls(
    @Nullable Path ca, @Nullable Path certificate, @Nullable Path key, boolean verifyHost) {

  /** The JDK's authorities, nothing shown, hosts verified. */
  public static final RedisTls DEFAULT = new RedisTls(null, null, null, true);

  void applyTo(NetClientOptions net) {
    net.setSsl(true).setHostnameVerificationAlgorithm(verifyHost ? "HTTPS" : "");
    if (ca != null) {
      net.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()));
    }
    if (certificate != null && key != null) {
      net.setKeyCertOptions(
          new PemKeyCertOptions().addCertPath(certificate.toString()).addKeyPath(key.toString()));
    }
  }
}
