package io.sluice.gateway.bootstrap;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice purge}: invalidates through a running node and prints the receipt. */
@Command(
    name = "purge",
    description = "Invalidates on every node, through any of them, and prints the receipt.",
    footer = {"", "Exit status: 0 every node confirmed, 1 not (yet), 2 bad command line."},
    mixinStandardHelpOptions = true)
final class PurgeCommand extends NodeCommand {
  /** Longer than the node itself may take. */
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  @Option(names = "--tag", paramLabel = "TAG", description = "Whatever carries this tag.")
  private List<String> tags = new ArrayList<>();

  @Option(names = "--url", paramLabel = "URL", description = "This URL, all variants and queries.")
  private List<String> urls = new ArrayList<>();

  @Option(names = "--prefix", paramLabel = "URL", description = "Below this URL, which ends in /.")
  private List<String> prefixes = new ArrayList<>();

  @Option(names = "--host", paramLabel = "HOST", description = "Everything of this host.")
  private List<String> hosts = new ArrayList<>();

  @Option(names = "--all", description = "Everything.")
  private boolean all;

  @Option(names = "--soft", description = "Keep serving it while it is refreshed.")
  private boolean soft;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long to wait for all nodes; default: ${DEFAULT-VALUE}.")
  private String timeout = "10s";

  @Override
  int ask(AdminClient node, PrintWriter out, boolean json)
      throws IOException, InterruptedException, AdminClient.RefusedException {
    if (tags.isEmpty() && urls.isEmpty() && prefixes.isEmpty() && hosts.isEmpty() && !all) {
      return bad("nothing to purge (expected: --tag, --url, --prefix, --host or --all)");
    }
    var order =
        new JsonObject()
            .put("tags", new JsonArray(tags))
            .put("urls", new JsonArray(urls))
            .put("prefixes", new JsonArray(prefixes))
            .put("hosts", new JsonArray(hosts))
            .put("all", all)
            .put("mode", soft ? "soft" : "hard")
            .put("timeout", timeout);
    var response = node.send("POST", "/cache/invalidations", order.encode(), PATIENCE);
    boolean pending = response.statusCode() == 202;
    var receipt = AdminClient.read(response, pending ? 202 : 200, "/id", "/complete", "/nodes");
    if (json) {
      out.println(receipt.encodePrettily());
    } else {
      print(out, receipt);
    }
    return pending ? SluiceCommand.FAILED : 0;
  }

  private static void print(PrintWriter out, JsonObject receipt) {
    out.println(
        receipt.getString("id")
            + "  "
            + (receipt.getBoolean("complete")
                ? Tone.GOOD.of("complete")
                : Tone.DOUBTFUL.of("pending")));
    for (Object element : receipt.getJsonArray("nodes")) {
      var node = (JsonObject) element;
      var state = node.getString("state");
      var padded = String.format("%-8s", state);
      out.printf(
          "  %-40s %s %-6s %d ms%n",
          node.getString("node"),
          state.equals("pending") ? Tone.DOUBTFUL.of(padded) : Tone.GOOD.of(padded),
          node.getString("via", ""),
          node.getLong("millis"));
    }
  }
}
