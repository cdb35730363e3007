package io.sluice.gateway.config;

import java.nio.file.Path;
import java.util.List;

/** The rows of {@link ClusterConfig}. */
final class ClusterSettings {
  static final Section SECTION = new Section("cluster", "How the nodes find and reach each other.");

  private static final Setting<Boolean> ENABLED =
      SECTION.add(
          "enabled",
          row ->
              row.byDefault("false")
                  .env("SLUICE_CLUSTER_ENABLED")
                  .starter()
                  .as(Kinds.bool(), "Whether this node joins others."));
  private static final Setting<String> NAME =
      SECTION.add(
          "name",
          row ->
              row.byDefault("sluice")
                  .env("SLUICE_CLUSTER_NAME")
                  .as(
                      Kinds.text("a name of letters, digits, . _ and -", "[A-Za-z0-9._-]{1,64}"),
                      "Nodes of one name form a cluster."));
  private static final Setting<String> HOST =
      SECTION.add(
          "host",
          row ->
              row.byDefault("127.0.0.1")
                  .env("SLUICE_CLUSTER_HOST")
                  .starter()
                  .as(NetKinds.host(), "Address of this node for the others."));
  private static final Setting<Integer> PORT =
      SECTION.add(
          "port",
          row ->
              row.byDefault("5701")
                  .env("SLUICE_CLUSTER_PORT")
                  .starter()
                  .as(NetKinds.port(), "Port of the membership; 0 lets the system choose."));
  private static final Setting<List<HostPort>> MEMBERS =
      SECTION.add(
          "members",
          row ->
              row.byDefault("")
                  .env("SLUICE_CLUSTER_MEMBERS")
                  .starter()
                  .as(
                      Kinds.listOf(NetKinds.member()),
                      "Where to look for others, as host:port; without a port, this node's port"
                          + " counts."));
  private static final Setting<String> BUS_HOST =
      SECTION.add(
          "bus.host",
          row ->
              row.unset("the value of `cluster.host`")
                  .env("SLUICE_BUS_HOST")
                  .as(NetKinds.host(), "Address on which the event bus listens."));
  private static final Setting<Integer> BUS_PORT =
      SECTION.add(
          "bus.port",
          row ->
              row.byDefault("0")
                  .env("SLUICE_BUS_PORT")
                  .as(NetKinds.port(), "Port of the event bus; 0 lets the system choose."));
  private static final Setting<String> BUS_PUBLIC_HOST =
      SECTION.add(
          "bus.public-host",
          row ->
              row.unset("the value of `cluster.bus.host`")
                  .env("SLUICE_BUS_PUBLIC_HOST")
                  .as(
                      NetKinds.host(),
                      "Address at which others reach the event bus, where that differs"
                          + " (containers)."));
  private static final Setting<Integer> BUS_PUBLIC_PORT =
      SECTION.add(
          "bus.public-port",
          row ->
              row.byDefault("0")
                  .env("SLUICE_BUS_PUBLIC_PORT")
                  .as(
                      NetKinds.port(),
                      "Port at which others reach the event bus; 0 is the one it listens on."));

  private ClusterSettings() {}

  static ClusterConfig read(Values values, Path directory) {
    var host = values.get(HOST);
    var port = values.get(PORT);
    var busHost = values.find(BUS_HOST);
    var members =
        values.get(MEMBERS).stream()
            .map(member -> member.port() == 0 ? new HostPort(member.host(), port) : member)
            .toList();
    var bus =
        new ClusterConfig.Bus(
            busHost == null ? host : busHost,
            values.get(BUS_PORT),
            values.find(BUS_PUBLIC_HOST),
            values.get(BUS_PUBLIC_PORT));
    var tls = ClusterTlsSettings.read(values, directory);
    if (values.get(ENABLED)
        && tls == null
        && !(AdminConfig.isLoopback(host) && AdminConfig.isLoopback(bus.host()))) {
      values.warning(
          HOST,
          "the event bus is neither encrypted nor authenticated: whoever reaches its port can"
              + " invalidate, and make receipts wrong (set cluster.tls.certificate, key and ca)");
    }
    return new ClusterConfig(values.get(ENABLED), values.get(NAME), host, port, members, bus, tls);
  }
}
