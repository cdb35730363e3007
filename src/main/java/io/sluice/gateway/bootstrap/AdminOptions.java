package io.sluice.gateway.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** The token, or null. */
  @Nullable String token() throws IOException {
    return tokenFile == null ? token : Files.readString(tokenFile).strip();
  }
}
