package io.sluice.gateway.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;

/** A private authority, and the certificates that it signs. */
public final class TestAuthority {
  private final Path store;

  /** Makes one, of an elliptic curve. */
  public TestAuthority() {
    try {
      var directory = Files.createTempDirectory("authority");
      directory.toFile().deleteOnExit();
      store = directory.resolve("store.p12");
      store.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    make("ca", List.of("-dname", "CN=authority", "-ext", "bc:c", "-validity", "60"));
  }

  /** A certificate for servers and clients. */
  public TestCertificate issue() {
    return issue("serverAuth,clientAuth", "-validity", "60");
  }

  /**
   * @param purposes as {@code extendedKeyUsage} names them
   * @param options of keytool, such as when it begins
   */
  public TestCertificate issue(String purposes, String... options) {
    var alias = "n" + System.nanoTime();
    make(alias, List.of("-dname", "CN=node", "-ext", "eku=" + purposes, "-signer", "ca"), options);
    return read(alias);
  }

  /** The authority's own. */
  public TestCertificate certificate() {
    return read("ca");
  }

  private void make(String alias, List<String> first, String... more) {
    try {
      TestCertificate.keytool(
          List.of("-genkeypair", "-alias", alias, "-keyalg", "EC"),
          first,
          List.of(more),
          List.of("-storetype", "PKCS12", "-keystore", store.toString()),
          List.of("-storepass", TestCertificate.PASSWORD));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private TestCertificate read(String alias) {
    try (var in = Files.newInputStream(store)) {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(in, TestCertificate.PASSWORD.toCharArray());
      return TestCertificate.in(keys, alias);
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes {@code ca.pem}, and a new certificate as {@code <name>.pem} and {@code <name>.key}. */
  public void write(Path directory, String name) {
    try {
      Files.writeString(directory.resolve("ca.pem"), certificate().certificatePem());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    issue().write(directory, name);
  }
}
