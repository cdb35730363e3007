import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sends a case's requests with {@code wrk} or {@code h2load}, on all processors but the first. */
final class Generator {
  private static final int STREAMS = 10;
  private static final int BESIDE_SECONDS = 30;

  private final Lab lab;
  private final Path home;
  private final Path work;
  private final int[] cpus;
  private int runs;

  Generator(Lab lab, Path home, Path work, int[] cpus) {
    this.lab = lab;
    this.home = home;
    this.work = work;
    this.cpus = cpus;
  }

  static String missing(Case one) {
    return one.byH2load() && !Tools.has("h2load")
        ? "h2load is not installed (nghttp2-client)"
        : null;
  }

  /**
   * @param draws the URLs' numbers, for cases that have them
   */
  Load run(Case one, int port, int seconds, Path draws) throws Exception {
    return one.byH2load()
        ? h2load(one, port, "-D" + seconds, one.connections(), seconds)
        : wrk(one, port, seconds, draws);
  }

  /** A few requests of an HTTP/2 case, one connection each. */
  Load few(Case one, int port, int requests) throws Exception {
    return h2load(one, port, "-n" + requests, requests, 0);
  }

  private Load wrk(Case one, int port, int seconds, Path draws) throws Exception {
    List<String> command = new ArrayList<>(List.of("wrk", "-t1", "--latency", "--timeout", "10s"));
    command.addAll(List.of("-c" + one.connections(), "-d" + seconds + "s"));
    command.addAll(List.of("-H", "Host: localhost"));
    for (String field : one.fields) {
      command.addAll(List.of("-H", field));
    }
    String base = (one.wire.tls() ? "https" : "http") + "://127.0.0.1:" + port;
    switch (one.urls) {
      case ONE -> command.add(base + one.path);
      case DRAWN ->
          command.addAll(
              List.of("-s", home.resolve("drawn.lua").toString(), base, "--", draws.toString()));
      case FRESH -> {
        String word = "run-" + ProcessHandle.current().pid() + "-" + ++runs;
        command.addAll(List.of("-s", home.resolve("fresh.lua").toString(), base, "--", word));
      }
    }
    return Load.ofWrk(said("wrk", command, seconds));
  }

  private Load h2load(Case one, int port, String length, int connections, int seconds)
      throws Exception {
    Path log = work.resolve("h2load.log");
    Files.deleteIfExists(log);
    String url = (one.wire.tls() ? "https" : "http") + "://127.0.0.1:" + port + one.path;
    List<String> command = new ArrayList<>(List.of("h2load", "-t1", "-c" + connections, length));
    command.addAll(one.wire.h2() ? List.of("-m" + STREAMS) : List.of("--h1"));
    for (String field : one.fields) {
      command.addAll(List.of("-H", field));
    }
    command.addAll(List.of("--log-file=" + log, url));
    return Load.ofH2load(said("h2load", command, seconds), one, log);
  }

  private String said(String name, List<String> command, int seconds)
      throws IOException, InterruptedException {
    // Of a server that closes each connection, h2load never has enough.
    List<String> bounded =
        new ArrayList<>(List.of("timeout", "-k", "5", seconds + BESIDE_SECONDS + ""));
    bounded.addAll(command);
    Process process = lab.start(name, cpus, bounded, List.of());
    String said = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    lab.forget(process);
    return said;
  }
}
