package io.sluice.gateway.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything the configuration is read from, weakest first.
 *
 * @param descriptors defaults that verticles bring along
 * @param file {@code gateway.yaml}; null = none
 * @param environment all variables; unknown ones that begin with {@code SLUICE_} cause warnings
 * @param options of the command line: flat key → value
 * @param machine what computed defaults depend on
 */
public record ConfigSources(
    List<VerticleDescriptor> descriptors,
    @Nullable File file,
    Map<String, String> environment,
    Map<String, String> options,
    Machine machine) {
  public ConfigSources {
    descriptors = List.copyOf(descriptors);
    environment = Map.copyOf(environment);
    options = Ordered.copyOf(options);
  }

  /**
   * A YAML file that has been read.
   *
   * @param name as messages call it
   * @param directory against which relative paths in it are resolved
   */
  public record File(String name, Path directory, String text) {}

  /**
   * What computed defaults depend on.
   *
   * @param maxHeapBytes a share of it is the default size of L1
   */
  public record Machine(String hostName, int processors, long maxHeapBytes) {
    /** This machine and this Java process. */
    public static Machine current(String hostName) {
      var runtime = Runtime.getRuntime();
      return new Machine(hostName, runtime.availableProcessors(), runtime.maxMemory());
    }
  }
}
