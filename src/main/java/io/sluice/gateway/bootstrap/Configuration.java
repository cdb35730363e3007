package io.sluice.gateway.bootstrap;

import io.sluice.gateway.config.ConfigFile;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.ConfigResult;
import io.sluice.gateway.config.ConfigSources;
import io.sluice.gateway.config.DescriptorLoader;
import io.sluice.gateway.config.DescriptorResult;
import io.sluice.gateway.config.Fault;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.VerticleDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a node is configured by, read from where the options, the working directory or
 * the jar have it.
 *
 * @param source reads the file and the files it names again, under the environment, the options and
 *     the descriptors of the start
 * @param clusterXml the text of {@code cluster.xml}
 */
record Configuration(
    ConfigResult.Ok loaded,
    ConfigSource source,
    List<VerticleDescriptor> descriptors,
    String clusterXml) {
  private static final Path CONF = Path.of("conf", "gateway.yaml");
  private static final Path VERTICLES = Path.of("verticles");
  private static final Path CLUSTER = Path.of("cluster.xml");
  private static final String DEFAULTS = "/io/sluice/gateway/defaults/";
  private static final List<String> DESCRIPTORS =
      List.of(
          "admin.json",
          "cache-lookup.json",
          "event-stream.json",
          "http-ingress.json",
          "invalidation.json",
          "tag-index.json",
          "upstream-fetch.json");

  /** Why a node cannot be configured: one line a fault. */
  static final class FaultyException extends Exception {
    private final transient List<Fault> faults;

    FaultyException(List<Fault> faults) {
      super(faults.toString());
      this.faults = faults;
    }

    List<Fault> faults() {
      return faults;
    }
  }

  GatewayConfig gateway() {
    return loaded.config();
  }

  List<Fault> warnings() {
    return loaded.warnings();
  }

  static Configuration load(ConfigOptions options) throws FaultyException {
    var descriptors = descriptors(options.verticles);
    if (descriptors instanceof DescriptorResult.Faults faulty) {
      throw new FaultyException(faulty.faults());
    }
    var read = ((DescriptorResult.Ok) descriptors).descriptors();
    var source = source(options, read);
    var result = source.read();
    if (result instanceof ConfigResult.Faults faulty) {
      throw new FaultyException(faulty.faults());
    }
    var clusterXml =
        options.clusterConfig != null
            ? text(options.clusterConfig)
            : Files.exists(CLUSTER) ? text(CLUSTER) : resource("cluster.xml");
    return new Configuration((ConfigResult.Ok) result, source, read, clusterXml);
  }

  /** Which file it is, is decided once: that it is gone later must not mean all defaults. */
  private static ConfigSource source(ConfigOptions options, List<VerticleDescriptor> descriptors) {
    var settings = new LinkedHashMap<>(options.settings);
    var machine = ConfigSources.Machine.current(hostName());
    Path path = options.conf != null ? options.conf : Files.exists(CONF) ? CONF : null;
    if (path == null) {
      return () -> ConfigLoader.load(sources(descriptors, null, settings, machine));
    }
    var file = new ConfigFile(path);
    return () -> file.load(read -> sources(descriptors, read, settings, machine));
  }

  private static ConfigSources sources(
      List<VerticleDescriptor> descriptors,
      ConfigSources.@Nullable File file,
      Map<String, String> settings,
      ConfigSources.Machine machine) {
    return new ConfigSources(descriptors, file, System.getenv(), settings, machine);
  }

  private static DescriptorResult descriptors(@Nullable Path directory) {
    if (directory != null) {
      return DescriptorLoader.load(directory);
    }
    if (Files.isDirectory(VERTICLES)) {
      return DescriptorLoader.load(VERTICLES);
    }
    Map<String, String> files = new LinkedHashMap<>();
    DESCRIPTORS.forEach(name -> files.put(name, resource("verticles/" + name)));
    return DescriptorLoader.parse(files);
  }

  private static String text(Path path) throws FaultyException {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException absent) {
      throw new FaultyException(
          List.of(new Fault(path.toString(), 0, 0, "", "there is no such file")));
    } catch (IOException unreadable) {
      throw new FaultyException(
          List.of(new Fault(path.toString(), 0, 0, "", "cannot be read: " + unreadable)));
    }
  }

  private static String resource(String name) {
    try (var in = Configuration.class.getResourceAsStream(DEFAULTS + name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
