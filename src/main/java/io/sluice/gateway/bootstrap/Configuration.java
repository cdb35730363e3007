package io.sluice.gateway.bootstrap;

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
 * @param clusterXml the text of {@code cluster.xml}
 */
record Configuration(
    GatewayConfig gateway,
    List<VerticleDescriptor> descriptors,
    String clusterXml,
    List<Fault> warnings) {
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

  static Configuration load(ConfigOptions options) throws FaultyException {
    var descriptors = descriptors(options.verticles);
    if (descriptors instanceof DescriptorResult.Faults faulty) {
      throw new FaultyException(faulty.faults());
    }
    var read = ((DescriptorResult.Ok) descriptors).descriptors();
    var result =
        ConfigLoader.load(
            new ConfigSources(
                read,
                file(options.conf),
                System.getenv(),
                options.settings,
                ConfigSources.Machine.current(hostName())));
    if (result instanceof ConfigResult.Faults faulty) {
      throw new FaultyException(faulty.faults());
    }
    var ok = (ConfigResult.Ok) result;
    var clusterXml =
        options.clusterConfig != null
            ? text(options.clusterConfig)
            : Files.exists(CLUSTER) ? text(CLUSTER) : resource("cluster.xml");
    return new Configuration(ok.config(), read, clusterXml, ok.warnings());
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

  private static ConfigSources.@Nullable File file(@Nullable Path named) throws FaultyException {
    Path path = named != null ? named : Files.exists(CONF) ? CONF : null;
    if (path == null) {
      return null;
    }
    var directory = path.toAbsolutePath().getParent();
    return new ConfigSources.File(
        path.toString(), directory == null ? Path.of("") : directory, text(path));
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
