package io.sluice.gateway.config;

import io.sluice.gateway.config.ServerCertificate.UnusableException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The rows of {@link AdminConfig.Tls}. */
final class AdminTlsSettings {
  static final Section SECTION =
      new Section(
          "admin.tls",
          "TLS on the admin port, which then speaks nothing else; TLS 1.3 and 1.2. Files that"
              + " change are read again within seconds; a broken one is logged and all stays as it"
              + " was.");

  private static final Setting<Path> CERTIFICATE =
      SECTION.add(
          "certificate",
          row ->
              row.unset("no TLS")
                  .env("SLUICE_ADMIN_TLS_CERTIFICATE")
                  .as(Kinds.file(), "As `http.tls.certificate`."));
  private static final Setting<Path> KEY =
      SECTION.add(
          "key",
          row ->
              row.unset("no TLS")
                  .env("SLUICE_ADMIN_TLS_KEY")
                  .as(Kinds.file(), "As `http.tls.key`."));
  private static final Setting<ClientAuth> CLIENT_AUTH =
      SECTION.add(
          "client-auth",
          row ->
              row.byDefault("none")
                  .as(
                      Kinds.choice(ClientAuth.class),
                      "Whether clients show a certificate. `required`: one that shows none is"
                          + " refused, probes and Prometheus too, and without tokens a certificate"
                          + " permits everything. `optional`: it says who calls, and permits"
                          + " nothing."));
  private static final Setting<Path> CLIENT_CA =
      SECTION.add(
          "client-ca",
          row ->
              row.unset("none is asked for")
                  .as(
                      Kinds.file(),
                      "PEM file of the authorities whose certificates clients may show; each that"
                          + " they have signed counts."));

  /** What is expected of clients. */
  private enum ClientAuth {
    NONE,
    OPTIONAL,
    REQUIRED
  }

  private AdminTlsSettings() {}

  /** Null without TLS. */
  static AdminConfig.@Nullable Tls read(Values values, Path directory) {
    var certificate = values.find(CERTIFICATE);
    var key = values.find(KEY);
    var clients = clients(values, directory);
    if (certificate == null || key == null) {
      if (certificate != null) {
        alone(values, CERTIFICATE, certificate, "admin.tls.key beside it");
      } else if (key != null) {
        alone(values, KEY, key, "admin.tls.certificate beside it");
      } else if (clients != null) {
        alone(values, CLIENT_CA, clients.file(), "admin.tls.certificate beside it");
      }
      return null;
    }
    var files =
        new KeyFiles(
            values.watched(directory.resolve(certificate)), values.watched(directory.resolve(key)));
    try {
      return new AdminConfig.Tls(ServerCertificate.read(files), clients);
    } catch (UnusableException e) {
      values.fault(e.ofKey() ? KEY : CERTIFICATE, e.reason());
      return null;
    }
  }

  private static @Nullable ClientAuthorities clients(Values values, Path directory) {
    var auth = values.get(CLIENT_AUTH);
    var authority = values.find(CLIENT_CA);
    if (auth == ClientAuth.NONE) {
      if (authority != null) {
        alone(values, CLIENT_CA, authority, "admin.tls.client-auth: optional or required");
      }
      return null;
    }
    if (authority == null) {
      if (!values.isSet(CLIENT_CA)) {
        values.fault(CLIENT_AUTH, "value: alone (expected: admin.tls.client-ca beside it)");
      }
      return null;
    }
    try {
      return ClientAuthorities.read(
          values.watched(directory.resolve(authority)), auth == ClientAuth.REQUIRED);
    } catch (UnusableException e) {
      values.fault(CLIENT_CA, e.reason());
      return null;
    }
  }

  private static void alone(Values values, Setting<?> set, Path file, String missing) {
    values.fault(set, "value: " + Printable.of(file.toString()) + " (expected: " + missing + ")");
  }
}
