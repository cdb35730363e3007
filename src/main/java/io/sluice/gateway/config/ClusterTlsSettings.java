package io.sluice.gateway.config;

import io.sluice.gateway.config.ServerCertificate.UnusableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of {@link ClusterConfig.Tls}. */
final class ClusterTlsSettings {
  static final Section SECTION =
      new Section(
          "cluster.tls",
          "TLS on the event bus, on which nodes then show each other their certificates: all three"
              + " files, or none.");

  private static final Setting<Path> CERTIFICATE =
      SECTION.add(
          "certificate",
          row ->
              row.unset("no TLS")
                  .env("SLUICE_CLUSTER_TLS_CERTIFICATE")
                  .as(
                      Kinds.file(),
                      "PEM file of this node's certificate, for clients and servers, and chain."));
  private static final Setting<Path> KEY =
      SECTION.add(
          "key",
          row ->
              row.unset("no TLS")
                  .env("SLUICE_CLUSTER_TLS_KEY")
                  .as(Kinds.file(), "PEM file of its key: RSA or EC, PKCS#8, without a password."));
  private static final Setting<Path> CA =
      SECTION.add(
          "ca",
          row ->
              row.unset("no TLS")
                  .env("SLUICE_CLUSTER_TLS_CA")
                  .as(
                      Kinds.file(),
                      "PEM file of the authority whose certificates make a node a member: one that"
                          + " signs for this cluster and nobody else."));

  private ClusterTlsSettings() {}

  /** Null without TLS. */
  static ClusterConfig.@Nullable Tls read(Values values, Path directory) {
    var set = new ArrayList<Setting<Path>>();
    var missing = new ArrayList<String>();
    for (var row : List.of(CERTIFICATE, KEY, CA)) {
      if (values.find(row) == null) {
        missing.add(row.key());
      } else {
        set.add(row);
      }
    }
    var certificate = values.find(CERTIFICATE);
    var key = values.find(KEY);
    var ca = values.find(CA);
    if (certificate == null || key == null || ca == null) {
      if (!set.isEmpty()) {
        values.fault(
            set.get(0), "value: alone (expected: " + String.join(" and ", missing) + " beside it)");
      }
      return null;
    }
    var authority = values.file(CA, directory.resolve(ca));
    try {
      var shown =
          ServerCertificate.read(
              new KeyFiles(
                  values.file(CERTIFICATE, directory.resolve(certificate)),
                  values.file(KEY, directory.resolve(key))));
      check(values, shown, authority);
      return new ClusterConfig.Tls(shown, authority);
    } catch (UnusableException e) {
      values.fault(e.ofKey() ? KEY : CERTIFICATE, e.reason());
      return null;
    }
  }

  private static void check(Values values, ServerCertificate shown, Path authority)
      throws UnusableException {
    var trust = new ArrayList<java.security.cert.X509Certificate>();
    try {
      trust.addAll(ServerCertificate.chain(authority));
    } catch (UnusableException e) {
      values.fault(CA, e.reason());
      return;
    }
    switch (MemberCertificate.judge(shown.chain(), trust)) {
      case FIT -> {}
      case STRANGE ->
          values.fault(
              CERTIFICATE,
              file(shown.files().certificate())
                  + " (expected: signed by an authority in "
                  + Printable.of(authority.toString())
                  + ", with those between them behind it)");
      case ONE_SIDED ->
          values.fault(
              CERTIFICATE,
              file(shown.files().certificate())
                  + " (expected: extendedKeyUsage serverAuth and clientAuth, since nodes are both)");
      case NOT_IN_TIME ->
          values.warning(
              CERTIFICATE,
              file(shown.files().certificate())
                  + " is not valid now, until "
                  + shown.notAfter()
                  + ": other nodes refuse this one");
    }
  }

  private static String file(Path path) {
    return "file " + Printable.of(path.toString());
  }
}
