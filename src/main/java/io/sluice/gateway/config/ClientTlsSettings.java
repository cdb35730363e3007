package io.sluice.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/** The rows of {@link ClientTlsConfig}. */
final class ClientTlsSettings {
  private final Setting<Path> ca;
  private final Setting<Path> certificate;
  private final Setting<Path> key;

  /**
   * Adds the rows to a section.
   *
   * @param key of the rows within the section, with a dot at its end
   * @param servers who shows and is shown certificates
   */
  ClientTlsSettings(Section section, String key, String servers) {
    ca =
        section.add(
            key + "ca",
            row ->
                row.unset("the authorities that the JDK trusts")
                    .as(
                        Kinds.file(),
                        "PEM file of the authorities whose certificates "
                            + servers
                            + " may show."));
    certificate =
        section.add(
            key + "certificate",
            row ->
                row.unset("none is shown")
                    .as(
                        Kinds.file(),
                        "PEM file of the certificate that " + servers + " are shown, and chain."));
    this.key =
        section.add(
            key + "key",
            row ->
                row.unset("belongs to the certificate")
                    .as(Kinds.file(), "PEM file of the certificate's key (PKCS #8, unencrypted)."));
  }

  /** As {@link #read}, of one name of the operator's choice. */
  ClientTlsConfig read(Values values, String name, Path directory) {
    return read(values, ca.of(name), certificate.of(name), key.of(name), directory);
  }

  ClientTlsConfig read(Values values, Path directory) {
    return read(values, ca, certificate, key, directory);
  }

  private static ClientTlsConfig read(
      Values values,
      Setting<Path> ca,
      Setting<Path> certificate,
      Setting<Path> key,
      Path directory) {
    var shown = certificates(values, certificate, directory);
    var secret = readable(values, key, directory);
    boolean keyGiven = values.find(key) != null;
    if (keyGiven != (values.find(certificate) != null)) {
      values.fault(
          keyGiven ? key : certificate,
          "value: alone (expected: tls.certificate and tls.key, both or neither)");
    }
    var trusted = certificates(values, ca, directory);
    var fingerprint =
        values.fingerprint(ca) + values.fingerprint(certificate) + values.fingerprint(key);
    return new ClientTlsConfig(trusted, shown, secret, fingerprint);
  }

  private static @Nullable Path certificates(Values values, Setting<Path> row, Path directory) {
    var path = readable(values, row, directory);
    if (path != null) {
      try (var in = Files.newInputStream(path)) {
        if (!CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
          return path;
        }
      } catch (IOException | CertificateException e) {
        // Below.
      }
      reject(values, row, path, "certificates in PEM form in it");
    }
    return null;
  }

  private static @Nullable Path readable(Values values, Setting<Path> row, Path directory) {
    var path = values.find(row);
    if (path == null) {
      return null;
    }
    var file = values.file(row, directory.resolve(path));
    if (Files.isRegularFile(file) && Files.isReadable(file)) {
      return file;
    }
    reject(values, row, file, "readable");
    return null;
  }

  private static void reject(Values values, Setting<Path> row, Path file, String expected) {
    values.fault(row, "file " + Printable.of(file.toString()) + " (expected: " + expected + ")");
  }
}
