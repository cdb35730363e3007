import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the cases of one setting: starts the servers, warms each case up, then takes turns. */
final class Bench {
  private static final int OTHERS_WARM_UP_SECONDS = 2;
  private static final int REDIS_URLS = 10_000;

  private final PeersOptions options;
  private final Results results;
  private final Path home;
  private final Path work;
  private final Path logs;
  private final Certificate certificate;
  private final int[] otherCpus;

  /**
   * @param home where the configurations are
   * @param work where servers put their files
   * @param certificate null for none
   * @param otherCpus for all but the servers
   */
  Bench(
      PeersOptions options,
      Results results,
      Path home,
      Path work,
      Path logs,
      Certificate certificate,
      int[] otherCpus) {
    this.options = options;
    this.results = results;
    this.home = home;
    this.work = work;
    this.logs = logs;
    this.certificate = certificate;
    this.otherCpus = otherCpus;
  }

  /** A server that is fit for a case; floors differ from case to case. */
  private record Entrant(
      Case of, Target target, int bytesEach, Path draws, List<Row.Round> rounds) {}

  List<Row> rows(Case.Setting setting, List<Case> cases) throws Exception {
    List<Row> rows = new ArrayList<>();
    int urls = setting == Case.Setting.REDIS ? REDIS_URLS : options.number("urls");
    try (var lab = new Lab(logs, options.path("jar"));
        var origin = new Origin(Pages::answer)) {
      String redis = setting == Case.Setting.REDIS ? lab.redis(otherCpus).url() : "";
      var starters =
          new Starters(lab, setting, home, work, urls, redis, origin, certificate, otherCpus);
      var generator = new Generator(lab, home, work, otherCpus);
      var check = new Check(origin, generator, certificate, results);
      Path drawn = work.resolve("draws-" + setting);
      Path first = work.resolve("draws-first");
      if (setting == Case.Setting.MANY) {
        Draws.zipf(drawn, urls);
      } else if (setting == Case.Setting.REDIS) {
        Draws.even(drawn, urls);
        Draws.even(first, 1);
      }
      Map<String, Target> targets = started(setting, starters, rows, cases);
      List<Entrant> entrants = new ArrayList<>();
      for (Case one : cases) {
        for (String server : options.servers()) {
          String absent = absent(one, server, targets.get(server));
          if (absent == null) {
            Target target = target(one, server, targets, starters, origin);
            try {
              boolean single = Starters.asksForOne(server);
              Path draws = single ? first : drawn;
              int bytesEach = check.prepare(one, target, single ? 1 : urls);
              // Those whose code is compiled as it runs.
              boolean slow = server.equals("sluice") || server.equals("fastify");
              int seconds = slow ? options.number("warm-up") : OTHERS_WARM_UP_SECONDS;
              generator.run(one, target.port(one), seconds, draws);
              entrants.add(new Entrant(one, target, bytesEach, draws, new ArrayList<>()));
            } catch (Check.Unfit | IOException e) {
              absent = e.getMessage();
            }
          }
          if (absent != null && !absent.isEmpty()) {
            results.progress("%s, %s: %s", one.id, server, absent);
            rows.add(new Row(one, server, List.of(), absent));
          }
        }
      }
      results.progress("%s: warmed up, load %s", setting, Machine.load());
      for (Case one : cases) {
        rows.addAll(turns(one, entrants, generator, origin));
      }
    }
    return rows;
  }

  /** The servers that are the same for all cases; of one that does not start, a row for each. */
  private Map<String, Target> started(
      Case.Setting setting, Starters starters, List<Row> rows, List<Case> cases) {
    Map<String, Target> targets = new LinkedHashMap<>();
    for (String server : options.servers()) {
      boolean own = !server.equals("floor") && !server.equals("origin");
      if (own && Starters.fits(server, setting) && Starters.missing(server, home) == null) {
        try {
          targets.put(server, starters.start(server));
        } catch (Exception e) {
          results.progress("FAILED: %s: %s", server, e);
          cases.forEach(one -> rows.add(new Row(one, server, List.of(), e.toString())));
        }
      }
    }
    return targets;
  }

  /** Why a server has no part in a case; empty if that is nothing to tell, null if it has. */
  private String absent(Case one, String server, Target target) {
    String missing = Starters.missing(server, home);
    if (missing == null) {
      missing = Generator.missing(one);
    }
    if (server.equals("origin")) {
      return one.misses() ? missing : "";
    }
    if (server.equals("floor")) {
      boolean fits =
          one.wire == Case.Wire.H1 && !one.misses() && Starters.fits(server, one.setting);
      return fits ? missing : "";
    }
    if (!Starters.fits(server, one.setting)) {
      return "";
    }
    if (missing == null && target == null) {
      return "";
    }
    return missing == null && !target.speaks(one) ? "does not speak " + one.wire : missing;
  }

  private static Target target(
      Case one, String server, Map<String, Target> targets, Starters starters, Origin origin)
      throws Exception {
    return switch (server) {
      case "floor" -> starters.floor(one);
      case "origin" ->
          new Target(server, ProcessHandle.current(), Map.of(Case.Wire.H1, origin.port()));
      default -> targets.get(server);
    };
  }

  private List<Row> turns(Case one, List<Entrant> all, Generator generator, Origin origin)
      throws Exception {
    var entrants = all.stream().filter(entrant -> entrant.of() == one).toList();
    Map<Entrant, String> faults = new LinkedHashMap<>();
    for (int round = 1; round <= options.number("rounds"); round++) {
      for (Entrant entrant : entrants) {
        if (!faults.containsKey(entrant)) {
          String server = entrant.target().name();
          try {
            Row.Round done = turn(entrant, generator, origin);
            entrant.rounds().add(done);
            results.progress(
                "%s, round %d, %s: %.2f us, %.0f/s, busy %.0f %%",
                one.id, round, server, done.micros(), done.load().perSecond(), 100 * done.busy());
          } catch (Check.Unfit | IOException e) {
            results.progress(
                "INVALID: %s, round %d, %s: %s", one.id, round, server, e.getMessage());
            faults.put(entrant, "round " + round + ": " + e.getMessage());
          }
        }
      }
    }
    return entrants.stream()
        .map(e -> new Row(one, e.target().name(), e.rounds(), faults.getOrDefault(e, "")))
        .toList();
  }

  private Row.Round turn(Entrant entrant, Generator generator, Origin origin) throws Exception {
    Case one = entrant.of();
    Target target = entrant.target();
    boolean measured = !target.name().equals("origin");
    long asked = origin.requests();
    long cpu = target.cpuMicros();
    long start = System.nanoTime();
    Load load = generator.run(one, target.port(one), options.number("seconds"), entrant.draws());
    double micros = (System.nanoTime() - start) / 1e3;
    cpu = target.cpuMicros() - cpu;
    asked = origin.requests() - asked;
    if (one.misses() ? asked < load.requests() : asked > 0) {
      throw new Check.Unfit("the origin was asked " + asked + " times");
    }
    double off = Math.abs(load.bytesEach() - entrant.bytesEach());
    if (measured && off > Math.max(one.byH2load() ? 0 : 24, 0.05 * entrant.bytesEach())) {
      throw new Check.Unfit(
          String.format(
              "%.0f bytes an answer (expected: %d)", load.bytesEach(), entrant.bytesEach()));
    }
    double none = Double.NaN;
    return new Row.Round(
        measured ? (double) cpu / load.requests() : none, measured ? cpu / micros : none, load);
  }
}
