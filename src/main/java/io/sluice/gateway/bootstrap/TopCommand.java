package io.sluice.gateway.bootstrap;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** {@code sluice top}: what a running node does, as it does it. */
@Command(
    name = "top",
    description = "Shows what a running node does, anew every second. Ctrl-C ends it.",
    footer = {
      "",
      "On a terminal the figures are drawn over the last ones; elsewhere there is a line each time.",
      "",
      "Exit status: 0 the number of looks is reached, 1 no answer, 2 bad command line."
    },
    mixinStandardHelpOptions = true)
final class TopCommand extends NodeCommand {
  private static final String HOME_AND_CLEAR = "\u001b[H\u001b[J";

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "Between two looks, 1 to 3600; default: ${DEFAULT-VALUE}.")
  private int interval = 1;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many times; default: without end.")
  private long count;

  @Override
  int ask(AdminClient node, PrintWriter out, boolean json)
      throws IOException, InterruptedException, AdminClient.RefusedException {
    if (interval < 1 || interval > 3600) {
      return bad("--interval: " + interval + " (expected: 1 to 3600)");
    }
    if (count < 0) {
      return bad("--count: " + count + " (expected: 0 or more)");
    }
    var before = NodeRates.Reading.of(node);
    for (long looks = 0; count == 0 || looks < count; looks++) {
      // A pause that ends with the process.
      new CountDownLatch(1).await(interval, TimeUnit.SECONDS);
      var now = NodeRates.Reading.of(node);
      var rates = now.since(before);
      before = now;
      if (json) {
        out.println(rates.encode());
      } else if (Ansi.AUTO.enabled()) {
        out.print(HOME_AND_CLEAR);
        draw(out, rates);
      } else {
        out.println(line(rates));
      }
      out.flush();
    }
    return 0;
  }

  private static String line(JsonObject rates) {
    var perSecond = rates.getJsonObject("perSecond");
    return String.format(
        "hit rate %5.1f %%  memory %.0f/s  redis %.0f/s  files %.0f/s  origin %.0f/s  stale %.0f/s"
            + "  stored %.0f/s  failed %.0f/s  lease %s",
        rates.getDouble("hitRate") * 100,
        perSecond.getDouble("memory"),
        perSecond.getDouble("redis"),
        perSecond.getDouble("files"),
        perSecond.getDouble("origin"),
        perSecond.getDouble("stale"),
        perSecond.getDouble("stored"),
        perSecond.getDouble("originFailures"),
        rates.getBoolean("trusted") ? "held" : "lost");
  }

  private static void draw(PrintWriter out, JsonObject rates) {
    out.printf(
        "%s  lease %s, %d members, applied %d ms behind%n%n",
        Tone.HEADING.of(rates.getString("node")),
        rates.getBoolean("trusted") ? Tone.GOOD.of("held") : Tone.BAD.of("lost"),
        rates.getInteger("members"),
        rates.getLong("lagMillis"));
    double hitRate = rates.getDouble("hitRate") * 100;
    out.printf("  %-16s %10.1f %%%n", "hit rate", hitRate);
    for (var rate : rates.getJsonObject("perSecond")) {
      double perSecond = ((Number) rate.getValue()).doubleValue();
      var text = String.format("%10.1f /s", perSecond);
      boolean bad = rate.getKey().endsWith("Failures") && perSecond > 0;
      out.printf("  %-16s %s%n", rate.getKey(), bad ? Tone.BAD.of(text) : text);
    }
    out.printf(
        "%n  %-16s %,d of %,d bytes, %,d keys%n",
        "in memory",
        rates.getLong("memoryBytes"),
        rates.getLong("memoryMaxBytes"),
        rates.getLong("memoryKeys"));
  }
}
