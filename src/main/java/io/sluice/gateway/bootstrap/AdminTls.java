package io.sluice.gateway.bootstrap;

import io.sluice.gateway.config.ClientAuthorities;
import io.sluice.gateway.config.KeyFiles;
import io.sluice.gateway.config.ServerCertificate;
import io.sluice.gateway.config.ServerCertificate.UnusableException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom a command trusts, and what it shows of itself, on an admin port with TLS. */
final class AdminTls {
  private static final char[] NO_PASSWORD = new char[0];

  private AdminTls() {}

  /**
   * @param ca PEM file of the authorities in place of the JDK's; null = the JDK's
   * @param own certificate and key to show; null = none
   * @throws IOException for files that cannot be used; names the file
   */
  static SSLContext context(@Nullable Path ca, @Nullable KeyFiles own) throws IOException {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(own == null ? null : keys(own), ca == null ? null : trust(ca), null);
      return context;
    } catch (UnusableException unusable) {
      throw new IOException(unusable.reason(), unusable);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static KeyManager[] keys(KeyFiles own)
      throws IOException, GeneralSecurityException, UnusableException {
    var certificate = ServerCertificate.read(own);
    var store = empty();
    store.setKeyEntry(
        "own", certificate.key(), NO_PASSWORD, certificate.chain().toArray(new Certificate[0]));
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static TrustManager[] trust(Path ca)
      throws IOException, GeneralSecurityException, UnusableException {
    var store = empty();
    for (var authority : ClientAuthorities.read(ca, true).certificates()) {
      store.setCertificateEntry("ca" + store.size(), authority);
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
