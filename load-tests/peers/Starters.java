import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts servers for one setting, each on the processor that is measured. */
final class Starters {
  private static final int[] SERVER_CPU = {0};
  private static final int CACHE_MIB = 256;
  private static final int HEAP_MIB = 1024;

  private final Lab lab;
  private final Case.Setting setting;
  private final Path home;
  private final Path work;
  private final int urls;
  private final String redis;
  private final Origin origin;
  private final Certificate certificate;
  private final int[] otherCpus;

  /**
   * @param home where the configurations are
   * @param work where servers put their files
   * @param redis its URL; empty for none
   * @param certificate null for none
   * @param otherCpus for all but the servers
   */
  Starters(
      Lab lab,
      Case.Setting setting,
      Path home,
      Path work,
      int urls,
      String redis,
      Origin origin,
      Certificate certificate,
      int[] otherCpus) {
    this.lab = lab;
    this.setting = setting;
    this.home = home;
    this.work = work;
    this.urls = urls;
    this.redis = redis;
    this.origin = origin;
    this.certificate = certificate;
    this.otherCpus = otherCpus;
  }

  /**
   * What there is to install before a server can be started; null if it can.
   *
   * @param home where the configurations are
   */
  static String missing(String server, Path home) {
    return switch (server) {
      case "nginx" -> Tools.has("nginx") ? null : "nginx is not installed (nginx-light)";
      case "varnish" -> Tools.has("varnishd") ? null : "varnishd is not installed (varnish)";
      case "haproxy" -> Tools.has("haproxy") ? null : "haproxy is not installed (haproxy)";
      case "fastify" -> missingFastify(home.resolve("fastify"));
      case "floor" -> Tools.has("cc") ? null : "cc is not installed (gcc)";
      default -> null;
    };
  }

  private static String missingFastify(Path directory) {
    if (!Tools.has("node")) {
      return "node is not installed (nodejs)";
    }
    return Files.isDirectory(directory.resolve("node_modules"))
        ? null
        : "its packages are not installed (npm ci --prefix load-tests/peers/fastify)";
  }

  /** Whether a server has a part in what a setting is for. */
  static boolean fits(String server, Case.Setting setting) {
    return switch (server) {
      case "sluice" -> true;
      case "fastify" -> setting == Case.Setting.REDIS;
      default -> setting != Case.Setting.REDIS;
    };
  }

  /**
   * Whether a server is asked for the first page alone where pages are drawn: with each look-up
   * undici-cache-redis 1.0.1 goes through all keys of its Redis, ten at a time.
   */
  static boolean asksForOne(String server) {
    return server.equals("fastify");
  }

  Target start(String server) throws Exception {
    return switch (server) {
      case "sluice" -> sluice();
      case "nginx" -> nginx();
      case "varnish" -> varnish();
      case "haproxy" -> haproxy();
      case "fastify" -> fastify();
      default -> throw new IllegalArgumentException(server);
    };
  }

  /** The options of the JVM are those of the container image. */
  private Target sluice() throws Exception {
    int cacheMib = cacheMib(2560);
    int heapMib = setting == Case.Setting.MANY ? HEAP_MIB + cacheMib * 3 / 2 : HEAP_MIB;
    var settings =
        new ArrayList<>(
            List.of(
                "-XX:+UseG1GC",
                "-Xms" + heapMib + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+PerfDisableSharedMem",
                "vertx.event-loops=1"));
    switch (setting) {
      case MANY -> settings.add("cache.l1.max-bytes=" + cacheMib + "MiB");
      case REDIS -> settings.add("cache.l1.max-bytes=1MiB");
      case TLS -> {
        settings.add("http.tls.certificate=" + certificate.certificate());
        settings.add("http.tls.key=" + certificate.key());
      }
      default -> {}
    }
    var words = settings.toArray(new String[0]);
    var node = lab.node("sluice", heapMib, SERVER_CPU, redis, origin.url(), words);
    if (!redis.isEmpty()) {
      node.trusted();
    }
    Map<Case.Wire, Integer> ports =
        setting == Case.Setting.TLS
            ? Map.of(Case.Wire.H1_TLS, node.http(), Case.Wire.H2_TLS, node.http())
            : Map.of(Case.Wire.H1, node.http(), Case.Wire.H2C, node.http());
    return new Target("sluice", node.process().toHandle(), ports);
  }

  private Target nginx() throws Exception {
    Path directory = Files.createDirectories(work.resolve("nginx"));
    var ports = ports(Case.Wire.values());
    String self = Tools.said("id", "-un") + " " + Tools.said("id", "-gn");
    Path conf =
        filled(
            "nginx.conf",
            directory,
            ports,
            Map.of(
                // Started by root, the worker would become another user, who may not write here.
                "USER",
                self.startsWith("root ") ? "user " + self + ";" : "",
                "CACHE",
                directory.resolve("cache").toString(),
                // A file takes whole pages.
                "CACHE_MIB",
                cacheMib(5120) + "",
                "KEYS_MIB",
                (16 + urls / 4000) + ""));
    var process =
        lab.start(
            "nginx",
            SERVER_CPU,
            List.of("nginx", "-p", directory + "/", "-c", conf.toString(), "-e", "stderr"),
            List.of());
    return listening("nginx", process, ports);
  }

  private Target varnish() throws Exception {
    Path directory = Files.createDirectories(work.resolve("varnish"));
    var ports = ports(Case.Wire.H1);
    ports.put(Case.Wire.H2C, ports.get(Case.Wire.H1));
    Path vcl = filled("varnish.vcl", directory, ports, Map.of());
    var process =
        lab.start(
            "varnish",
            SERVER_CPU,
            List.of(
                "varnishd",
                "-F",
                "-j",
                "none",
                "-n",
                directory.resolve("instance").toString(),
                "-a",
                "127.0.0.1:" + ports.get(Case.Wire.H1),
                "-T",
                "none",
                "-f",
                vcl.toString(),
                "-s",
                "malloc," + cacheMib(4096) + "m",
                "-p",
                "feature=+http2"),
            List.of());
    return listening("varnish", process, ports);
  }

  private Target haproxy() throws Exception {
    Path directory = Files.createDirectories(work.resolve("haproxy"));
    var ports = ports(Case.Wire.values());
    // The most that it takes is 4095.
    String mib = Math.min(4095, cacheMib(3072)) + "";
    Path conf = filled("haproxy.cfg", directory, ports, Map.of("CACHE_MIB", mib));
    var process =
        lab.start(
            "haproxy", SERVER_CPU, List.of("haproxy", "-db", "-f", conf.toString()), List.of());
    return listening("haproxy", process, ports);
  }

  /** With a Redis of its own. */
  private Target fastify() throws Exception {
    var ports = ports(Case.Wire.H1);
    String server = home.resolve("fastify/server.mjs").toString();
    String port = ports.get(Case.Wire.H1) + "";
    var process =
        lab.start(
            "fastify",
            SERVER_CPU,
            List.of("node", server, port, origin.url(), lab.redis(otherCpus).url()),
            List.of("NODE_ENV=production"));
    return listening("fastify", process, ports);
  }

  /** A server that answers everything as a cache would answer this case. */
  Target floor(Case one) throws Exception {
    Path program = work.resolve("floor");
    if (!Files.exists(program)) {
      String source = home.resolve("floor.c").toString();
      Tools.must("cc", "-O2", "-o", program.toString(), source);
    }
    Path answer = Files.writeString(work.resolve("floor-" + one.id), Pages.cached(one));
    var ports = ports(Case.Wire.H1);
    String port = ports.get(Case.Wire.H1) + "";
    var command = List.of(program.toString(), port, answer.toString());
    return listening("floor", lab.start("floor-" + one.id, SERVER_CPU, command, List.of()), ports);
  }

  private int cacheMib(int bytesAnUrl) {
    return setting == Case.Setting.MANY
        ? CACHE_MIB + (int) ((long) urls * bytesAnUrl >> 20)
        : CACHE_MIB;
  }

  /** A free port for each, but none for TLS without a certificate. */
  private Map<Case.Wire, Integer> ports(Case.Wire... wires) throws IOException {
    int[] free = Lab.freePorts(wires.length);
    var ports = new HashMap<Case.Wire, Integer>();
    for (int i = 0; i < wires.length; i++) {
      if (!wires[i].tls() || certificate != null) {
        ports.put(wires[i], free[i]);
      }
    }
    ports.computeIfPresent(Case.Wire.H2_TLS, (wire, port) -> ports.get(Case.Wire.H1_TLS));
    return ports;
  }

  private Path filled(
      String name, Path directory, Map<Case.Wire, Integer> ports, Map<String, String> words)
      throws IOException {
    var all = new LinkedHashMap<String, String>(words);
    all.put("ORIGIN", origin.port() + "");
    all.put("HTTP", ports.get(Case.Wire.H1) + "");
    all.put("H2C", ports.get(Case.Wire.H2C) + "");
    if (certificate != null) {
      all.put("HTTPS", ports.get(Case.Wire.H1_TLS) + "");
      all.put("CERTIFICATE", certificate.certificate().toString());
      all.put("KEY", certificate.key().toString());
      all.put("BUNDLE", certificate.bundle().toString());
    }
    var conf = new StringBuilder();
    for (String line : Files.readAllLines(home.resolve(name))) {
      if (certificate != null || !line.strip().startsWith("@TLS@")) {
        conf.append(line.replaceFirst("^(\\s*)@TLS@", "$1")).append('\n');
      }
    }
    String text = conf.toString();
    for (var word : all.entrySet()) {
      text = text.replace("@" + word.getKey() + "@", word.getValue());
    }
    return Files.writeString(directory.resolve(name), text);
  }

  private Target listening(String name, Process process, Map<Case.Wire, Integer> ports)
      throws Exception {
    int port = ports.get(Case.Wire.H1);
    Lab.await(
        30,
        50,
        () -> {
          if (!process.isAlive()) {
            String said = new String(process.getInputStream().readAllBytes()).strip();
            throw new IOException(name + " did not start, see its log: " + said);
          }
          try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
          } catch (IOException notYet) {
            return false;
          }
        });
    return new Target(name, process.toHandle(), ports);
  }
}
