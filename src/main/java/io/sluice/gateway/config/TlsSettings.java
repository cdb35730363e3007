package io.sluice.gateway.config;

import io.sluice.gateway.config.ServerCertificate.UnusableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rows of {@link HttpConfig.Tls}. */
final class TlsSettings {
  static final Section SECTION =
      new Section(
          "http.tls",
          "TLS on the data port, which then speaks nothing else. Files that change are read again"
              + " within seconds; a broken one is logged and the old certificate stays.");

  private static final List<String> VERSIONS_KNOWN = List.of("TLSv1.3", "TLSv1.2");

  private static final Setting<Path> CERTIFICATE =
      SECTION.add(
          "certificate",
          row ->
              row.unset("no TLS")
                  .env("SLUICE_TLS_CERTIFICATE")
                  .as(
                      Kinds.file(),
                      "PEM file of the certificate, its own first and then those that lead to the"
                          + " root; relative to the directory of gateway.yaml."));
  private static final Setting<Path> KEY =
      SECTION.add(
          "key",
          row ->
              row.unset("no TLS")
                  .env("SLUICE_TLS_KEY")
                  .as(
                      Kinds.file(),
                      "PEM file of its key: RSA or EC, PKCS#8, without a password."
                          + " `openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW` makes one of"
                          + " others."));
  private static final Setting<List<KeyFiles>> CERTIFICATES =
      SECTION.add(
          "certificates",
          row ->
              row.byDefault("")
                  .as(
                      Kinds.listOf(
                          new StructKind<>(
                              "a certificate and its key", PairRows.TABLE, PairRows::read)),
                      "More certificates. The one whose DNS names fit the server name that the"
                          + " client asks for is sent, else the first."));
  private static final Setting<List<String>> VERSIONS =
      SECTION.add(
          "versions",
          row ->
              row.byDefault(String.join(",", VERSIONS_KNOWN))
                  .as(
                      Kinds.nonEmptyListOf(
                          ScalarKind.text(
                              String.join(" or ", VERSIONS_KNOWN),
                              Map.of("type", "string", "enum", VERSIONS_KNOWN),
                              TlsSettings::version)),
                      "What is spoken; older versions are broken and not offered."));

  /** Rows of one of the {@code certificates}. */
  static final Section PAIR_ROWS = PairRows.ROWS;

  private TlsSettings() {}

  private static @Nullable String version(String text) {
    return VERSIONS_KNOWN.stream().filter(text::equalsIgnoreCase).findFirst().orElse(null);
  }

  private static final class PairRows {
    private static final Section ROWS = new Section("", "A certificate and its key.");
    private static final Setting<Path> CERTIFICATE =
        ROWS.add(
            "certificate",
            row -> row.as(Kinds.file(), "As `http.tls.certificate`, with DNS names in it."));
    private static final Setting<Path> KEY =
        ROWS.add("key", row -> row.as(Kinds.file(), "As `http.tls.key`."));
    private static final Table TABLE = new Table(ROWS.settings());

    static @Nullable KeyFiles read(Values values) {
      var certificate = values.require(CERTIFICATE);
      var key = values.require(KEY);
      return certificate == null || key == null ? null : new KeyFiles(certificate, key);
    }
  }

  /** Null without TLS. */
  static HttpConfig.@Nullable Tls read(Values values, Path directory) {
    var certificates = new ArrayList<ServerCertificate>();
    var certificate = values.find(CERTIFICATE);
    var key = values.find(KEY);
    if (certificate != null && key != null) {
      var first = new KeyFiles(certificate, key);
      add(
          certificates,
          values,
          first,
          directory,
          e -> values.fault(e.ofKey() ? KEY : CERTIFICATE, e.reason()));
    } else if (key != null) {
      alone(values, KEY, key, CERTIFICATE);
    } else if (certificate != null) {
      alone(values, CERTIFICATE, certificate, KEY);
    }
    var more = values.get(CERTIFICATES);
    for (int i = 0; i < more.size(); i++) {
      int index = i;
      add(
          certificates,
          values,
          more.get(i),
          directory,
          e -> values.fault(CERTIFICATES, index, e.ofKey() ? "key" : "certificate", e.reason()));
    }
    var versions = values.get(VERSIONS);
    return certificates.isEmpty()
        ? null
        : new HttpConfig.Tls(certificates, Ordered.setOf(versions));
  }

  private static void alone(Values values, Setting<?> set, Path file, Setting<?> missing) {
    values.fault(
        set,
        "value: " + Printable.of(file.toString()) + " (expected: " + missing.key() + " beside it)");
  }

  private static void add(
      List<ServerCertificate> certificates,
      Values values,
      KeyFiles named,
      Path directory,
      Consumer<UnusableException> fault) {
    var files =
        new KeyFiles(
            values.watched(directory.resolve(named.certificate())),
            values.watched(directory.resolve(named.key())));
    try {
      certificates.add(ServerCertificate.read(files));
    } catch (UnusableException e) {
      fault.accept(e);
    }
  }
}
