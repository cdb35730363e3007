package io.sluice.gateway.bootstrap;

import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Reads the repository's cluster.xml as the gateway does, with its places filled in. */
final class ClusterXml {
  private ClusterXml() {}

  static Config read(String name, String host, int port, String members) throws IOException {
    var properties = new Properties();
    properties.setProperty("sluice.cluster.name", name);
    properties.setProperty("sluice.cluster.host", host);
    properties.setProperty("sluice.cluster.port", Integer.toString(port));
    properties.setProperty("sluice.cluster.members", members);
    try (var in = Files.newInputStream(Path.of("cluster.xml"))) {
      return new XmlConfigBuilder(in).setProperties(properties).build();
    }
  }
}
