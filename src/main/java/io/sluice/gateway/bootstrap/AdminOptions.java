package io.sluice.gateway.bootstrap;

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
      description = "Bearer token; default: the variable SLUICE_ADMIN_TOKEN.")
  @Nullable String token;
}
