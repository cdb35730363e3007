package io.sluice.gateway.bootstrap;

import io.sluice.gateway.config.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command finds the admin port of a running node. */
final class AdminOptions {

  @Option(
      names = "--admin",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:9090",
      description = "Admin port of any node of the cluster; default: ${DEFAULT-VALUE}.")
  String url = "";

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:SLUICE_ADMIN_TOKEN}",
      description =
          "Bearer token, which other users of this machine can see; default: the variable"
              + " SLUICE_ADMIN_TOKEN.")
  private @Nullable String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:SLUICE_ADMIN_TOKEN_FILE}",
      description =
          "File that holds the bearer token, in place of --token; default: the variable"
              + " SLUICE_ADMIN_TOKEN_FILE.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "PEM file of the authorities whose certificate an https port may show, or of that"
              + " certificate itself; default: those that the JDK trusts.")
  private @Nullable Path ca;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "PEM file of a client certificate to show, with --key.")
  private @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "PEM file of its key (PKCS #8, without a password).")
  private @Nullable Path key;

  /** What is other than the JDK's own, or null. */
  @Nullable SSLContext tls() throws IOException {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException("--certificate and --key (expected: both or neither)");
    }
    var own = certificate == null || key == null ? null : new KeyFiles(certificate, key);
    return ca == null && own == null ? null : AdminTls.context(ca, own);
  }

  /** The token, or null. */
  @Nullable String token() throws IOException {
    return tokenFile == null ? token : Files.readString(tokenFile).strip();
  }
}
