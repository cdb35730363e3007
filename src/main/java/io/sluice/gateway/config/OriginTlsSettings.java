package io.sluice.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/** The rows of {@link OriginTlsConfig}. */
final class OriginTlsSettings {
  private final Setting<Path> ca;
  private final Setting<Path> certificate;
  private final Setting<Path> key;

  /** Adds the rows to the section of upstreams. */
  OriginTlsSettings(Section upstreams) {
    ca =
        upstreams.add(
            "*.tls.ca",
            row ->
                row.unset("the authorities that the JDK trusts")
                    .as(
                        Kinds.file(),
                        "PEM file of the authorities whose certificates https origins may show."));
    certificate =
        upstreams.add(
            "*.tls.certificate",
            row ->
                row.unset("none is shown")
                    .as(
                        Kinds.file(),
                        "PEM file of the certificate that origins are shown, and chain."));
    key =
        upstreams.add(
            "*.tls.key",
            row ->
                row.unset("belongs to the certificate")
                    .as(Kinds.file(), "PEM file of the certificate's key (PKCS #8, unencrypted)."));
  }

  OriginTlsConfig read(Values values, String name, Path directory) {
    var shown = certificates(values, certificate.of(name), directory);
    var secret = readable(values, key.of(name), directory);
    boolean keyGiven = values.find(key.of(name)) != null;
    if (keyGiven != (values.find(certificate.of(name)) != null)) {
      var lone = keyGiven ? key : certificate;
      values.fault(
          lone.of(name), "value: alone (expected: tls.certificate and tls.key, both or neither)");
    }
    return new OriginTlsConfig(certificates(values, ca.of(name), directory), shown, secret);
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
    var file = directory.resolve(path);
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
