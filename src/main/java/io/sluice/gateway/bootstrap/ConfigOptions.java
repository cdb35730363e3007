package io.sluice.gateway.bootstrap;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which every command that needs the configuration finds it. */
final class ConfigOptions {

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "gateway.yaml; default: conf/gateway.yaml if there is one.")
  @Nullable Path conf;

  @Option(
      names = "--verticles",
      paramLabel = "DIR",
      description = "Deployment descriptors; default: verticles/ if there is one, else the jar's.")
  @Nullable Path verticles;

  @Option(
      names = "--cluster-config",
      paramLabel = "FILE",
      description =
          "Hazelcast's cluster.xml; default: the one here if there is one, else the jar's.")
  @Nullable Path clusterConfig;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a key of gateway.yaml, stronger than file and environment; repeatable.")
  Map<String, String> settings = new LinkedHashMap<>();
}
