package io.sluice.gateway.bootstrap;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code sluice stats}: the figures of a running node. */
@Command(
    name = "stats",
    description = "Prints the figures of a running node since its start.",
    footer = {"", "Exit status: 0 printed, 1 no answer, 2 bad command line."},
    mixinStandardHelpOptions = true)
final class StatsCommand extends NodeCommand {
  private static final int INDENT = 2;

  @Override
  int ask(AdminClient node, PrintWriter out, boolean json)
      throws IOException, InterruptedException, AdminClient.RefusedException {
    var stats = node.get("/cache/stats", "/memory/totalHits");
    if (json) {
      out.println(stats.encodePrettily());
      return 0;
    }
    for (var group : stats) {
      out.println(Tone.HEADING.of(group.getKey()));
      print(out, (JsonObject) group.getValue(), INDENT);
    }
    return 0;
  }

  private static void print(PrintWriter out, JsonObject group, int indent) {
    for (var figure : group) {
      var name = " ".repeat(indent) + figure.getKey();
      if (figure.getValue() instanceof JsonObject inner) {
        out.println(name);
        print(out, inner, indent + INDENT);
      } else {
        out.printf("%-20s %s%n", name, figure.getValue());
      }
    }
  }
}
