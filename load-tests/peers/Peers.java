import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Measures Sluice beside other caches, and prints a table; README.md says what it shows. */
public final class Peers {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final long BYTES_AN_URL = 5120;
  private static final long BYTES_BESIDE = 1L << 30;

  private final PeersOptions options;
  private final Path home;
  private final Results results = new Results();

  private Peers(PeersOptions options, Path home) {
    this.options = options;
    this.home = home;
  }

  public static void main(String[] args) throws Exception {
    if (args.length == 1 && args[0].equals("--help")) {
      System.out.println(PeersOptions.usage());
      return;
    }
    Path root = Path.of(System.getProperty("peers.root"));
    PeersOptions options;
    try {
      options = new PeersOptions(root, args);
      Machine.canMeasure(options.path("jar"));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(PeersOptions.usage());
      System.exit(2);
      return;
    }
    System.exit(new Peers(options, root.resolve("load-tests/peers")).run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    Path out = Files.createDirectories(options.path("out"));
    Path logs = Files.createDirectories(out.resolve("logs"));
    Path work = workDirectory(out);
    // Another hook ends the servers, which write here.
    var atExit =
        new Thread(
            () -> {
              ProcessHandle.current().children().forEach(child -> child.onExit().join());
              delete(work);
            });
    Runtime.getRuntime().addShutdownHook(atExit);
    String machine = Machine.described(options.path("jar"));
    String before = Machine.load();
    results.progress("files of servers: %s; load %s", work, before);
    int processors = Runtime.getRuntime().availableProcessors();
    int[] otherCpus = IntStream.range(1, processors).toArray();
    Certificate certificate = Tools.has("openssl") ? Certificate.made(work) : null;
    Lab.pin(otherCpus);
    var bench = new Bench(options, results, home, work, logs, certificate, otherCpus);
    List<Row> rows = new ArrayList<>();
    boolean all = true;
    for (Case.Setting setting : Case.Setting.values()) {
      var cases = options.cases().stream().filter(one -> one.setting == setting).toList();
      if (cases.isEmpty()) {
        continue;
      }
      if (setting == Case.Setting.TLS && certificate == null) {
        results.progress("SKIPPED: TLS, for want of openssl");
        continue;
      }
      if (setting == Case.Setting.REDIS && !Tools.has("redis-server")) {
        results.progress("SKIPPED: redis, for want of redis-server");
        continue;
      }
      try {
        rows.addAll(bench.rows(setting, cases));
      } catch (Exception e) {
        // One that breaks does not keep the others from being measured.
        results.progress("FAILED: %s: %s", setting, e);
        all = false;
      }
    }
    rows.sort(
        Comparator.<Row, Case>comparing(Row::of)
            .thenComparing(row -> PeersOptions.SERVERS.indexOf(row.server())));
    machine +=
        "- load of 1, 5 and 15 minutes: " + before + " before, " + Machine.load() + " after\n";
    write(out, rows, machine);
    delete(work);
    return all && rows.stream().noneMatch(Peers::broken);
  }

  /** A fault of ours, or one that showed while it was measured; others lack what they lack. */
  private static boolean broken(Row row) {
    return !row.measured() && (row.server().equals("sluice") || !row.rounds().isEmpty());
  }

  private void write(Path out, List<Row> rows, String machine) throws IOException {
    var report = new Report(rows);
    String text = report.markdown() + "\n" + machine;
    System.out.print(text);
    Files.writeString(out.resolve("peers.md"), text);
    report.csv(out.resolve("peers.csv"), out.resolve("rounds.csv"));
    String remark =
        String.format(
            "medians of %d turns of %d s on one pinned processor; each case has its own scale",
            options.number("rounds"), options.number("seconds"));
    Plot.write(
        out.resolve("cpu.svg"),
        "CPU time of a request in microseconds (less is better)",
        remark,
        rows,
        1,
        Row::micros);
    Plot.write(
        out.resolve("rate.svg"),
        "Requests a second (more is better)",
        remark,
        rows,
        0,
        row -> row.median(round -> round.load().perSecond()));
    results.progress("written to %s; logs are in %s/logs", out, out);
  }

  /** In memory where there is room: nginx keeps its cache in files. */
  private Path workDirectory(Path out) throws IOException {
    long needed = BYTES_BESIDE + BYTES_AN_URL * options.number("urls");
    boolean memory =
        Files.isWritable(SHARED_MEMORY)
            && Files.getFileStore(SHARED_MEMORY).getUsableSpace() > needed;
    return Files.createTempDirectory(memory ? SHARED_MEMORY : out, "peers-");
  }

  private static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      System.err.println("not deleted: " + directory + ": " + e);
    }
  }
}
