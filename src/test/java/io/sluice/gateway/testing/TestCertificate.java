package io.sluice.gateway.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** A certificate that signs itself and its key, made by the JDK's keytool. */
public final class TestCertificate {
  static final String PASSWORD = "secret";

  private final Certificate certificate;
  private final Key key;

  private TestCertificate(Certificate certificate, Key key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** Of an elliptic curve, for two months. */
  public static TestCertificate of(String... dnsNames) {
    return made("EC", 60, dnsNames);
  }

  /**
   * @param algorithm EC or RSA
   */
  public static TestCertificate made(String algorithm, int days, String... dnsNames) {
    try {
      var directory = Files.createTempDirectory("certificate");
      var store = directory.resolve("store.p12");
      var names = Arrays.stream(dnsNames).map(n -> "dns:" + n).collect(Collectors.joining(","));
      keytool(
          List.of("-genkeypair", "-alias", "k", "-keyalg", algorithm, "-dname", "CN=test"),
          List.of("-validity", Integer.toString(days), "-ext", "san=" + names),
          List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
      var keys = KeyStore.getInstance("PKCS12");
      try (var in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      Files.delete(store);
      Files.delete(directory);
      return in(keys, "k");
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static TestCertificate in(KeyStore keys, String alias) throws GeneralSecurityException {
    return new TestCertificate(
        keys.getCertificate(alias), keys.getKey(alias, PASSWORD.toCharArray()));
  }

  @SafeVarargs
  static void keytool(List<String>... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    for (var some : arguments) {
      command.addAll(some);
    }
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError(output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  void put(KeyStore keys) throws GeneralSecurityException {
    keys.setKeyEntry("own", key, new char[0], new Certificate[] {certificate});
  }

  /** What shows it to a server. */
  KeyManager[] keyManagers() {
    try {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      put(keys);
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, new char[0]);
      return factory.getKeyManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public Certificate certificate() {
    return certificate;
  }

  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** PKCS#8. */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  private static String pem(String label, byte[] content) {
    var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  /** Writes {@code <name>.pem} and {@code <name>.key}. */
  public TestCertificate write(Path directory, String name) {
    try {
      Files.writeString(directory.resolve(name + ".pem"), certificatePem());
      Files.writeString(directory.resolve(name + ".key"), keyPem());
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
