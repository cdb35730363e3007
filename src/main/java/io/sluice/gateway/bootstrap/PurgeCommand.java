package io.sluice.gateway.bootstrap;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice purge}: invalidates through a running node and prints the receipt. */
@Command(
    name = "purge",
    description = "Invalidates on every node, through any of them, and prints the receipt.",
    footer = {"", "Exit status: 0 every node confirmed, 1 not (yet), 2 bad command line."},
    mixinStandardHelpOptions = true)
final class PurgeCommand implements Callable<Integer> {
  @Mixin private AdminOptions admin = new AdminOptions();

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

  @Option(names = "--json", description = "Print the receipt as JSON.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    var err = spec.commandLine().getErr();
    if (tags.isEmpty() && urls.isEmpty() && prefixes.isEmpty() && hosts.isEmpty() && !all) {
      err.println("nothing to purge (expected: --tag, --url, --prefix, --host or --all)");
      err.flush();
      return SluiceCommand.BAD_CONFIGURATION;
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
    var node = new AdminClient(admin);
    try {
      return print(
          node.send("POST", "/cache/invalidations", order.encode(), Duration.ofMinutes(6)));
    } catch (IOException | IllegalArgumentException failed) {
      err.println(node.unreachable(failed));
      err.flush();
      return SluiceCommand.FAILED;
    }
  }

  private int print(HttpResponse<String> response) {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    var body = new JsonObject(response.body());
    boolean receipt = response.statusCode() == 200 || response.statusCode() == 202;
    if (!receipt) {
      err.println(response.statusCode() + ": " + body.getString("detail"));
    } else if (json) {
      out.println(body.encodePrettily());
    } else {
      out.println(
          body.getString("id") + (body.getBoolean("complete") ? "  complete" : "  pending"));
      for (Object element : body.getJsonArray("nodes")) {
        var node = (JsonObject) element;
        out.printf(
            "  %-40s %-8s %-6s %d ms%n",
            node.getString("node"),
            node.getString("state"),
            node.getString("via", ""),
            node.getLong("millis"));
      }
    }
    out.flush();
    err.flush();
    return response.statusCode() == 200 ? 0 : SluiceCommand.FAILED;
  }
}
