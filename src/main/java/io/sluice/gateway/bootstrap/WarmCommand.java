package io.sluice.gateway.bootstrap;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code sluice warm}: has a running node fetch URLs ahead of requests, and shows how far it is.
 */
@Command(
    name = "warm",
    description = "Has a running node fetch URLs and sitemaps ahead of requests, and follows it.",
    footer = {
      "",
      "On a terminal a bar on stderr shows the progress. Ctrl-C ends the following, not the warm-up.",
      "",
      "Exit status: 0 everything was fetched, 1 something failed or nobody answers, 2 bad command"
          + " line."
    },
    mixinStandardHelpOptions = true)
final class WarmCommand extends NodeCommand {
  @Parameters(paramLabel = "URL", arity = "0..*", description = "What to fetch.")
  private List<String> urls = new ArrayList<>();

  @Option(
      names = "--sitemap",
      paramLabel = "URL",
      description = "A sitemap or sitemap index of this gateway, gzip or not.")
  private @Nullable String sitemap;

  @Option(
      names = "--from-file",
      paramLabel = "FILE",
      description = "A file with a URL on each line; - for stdin. Empty lines and # are skipped.")
  private @Nullable String file;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Requests under way at the same time, 1 to 64; default: 4.")
  private @Nullable Integer concurrency;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Requests begun in a second, 1 to 10000; default: 100.")
  private @Nullable Integer rate;

  @Override
  int ask(AdminClient node, PrintWriter out, boolean json)
      throws IOException, InterruptedException, AdminClient.RefusedException {
    List<String> named;
    try {
      named = named();
    } catch (IOException | UncheckedIOException unreadable) {
      return bad("--from-file " + file + ": cannot be read (" + unreadable.getMessage() + ")");
    }
    if (named.isEmpty() && sitemap == null) {
      return bad("nothing to warm up (expected: URLs, --sitemap or --from-file)");
    }
    var follower = new WarmFollower(node, out, ProgressBar.onStderr(err()), json);
    boolean good = true;
    for (var order : orders(named)) {
      good &= follower.run(order);
    }
    return good ? 0 : SluiceCommand.FAILED;
  }

  private List<String> named() throws IOException {
    var all = new ArrayList<>(urls);
    var from = file;
    if (from != null) {
      try (Reader in =
              from.equals("-")
                  ? new InputStreamReader(System.in, StandardCharsets.UTF_8)
                  : Files.newBufferedReader(Path.of(from));
          var lines = new java.io.BufferedReader(in)) {
        lines
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .forEach(all::add);
      }
    }
    return all;
  }

  /** As many as one call takes, by number and by bytes. */
  private List<JsonObject> orders(List<String> named) {
    var orders = new ArrayList<JsonObject>();
    var batch = new JsonArray();
    long bytes = 0;
    for (var url : named) {
      if (batch.size() == 10_000 || bytes + url.length() > 500_000) {
        orders.add(order(batch));
        batch = new JsonArray();
        bytes = 0;
      }
      batch.add(url);
      bytes += url.length() + 3;
    }
    var last = order(batch);
    if (sitemap != null) {
      last.put("sitemap", sitemap);
    }
    orders.add(last);
    return orders;
  }

  private JsonObject order(JsonArray batch) {
    var order = new JsonObject().put("urls", batch);
    if (concurrency != null) {
      order.put("concurrency", concurrency);
    }
    if (rate != null) {
      order.put("rate", rate);
    }
    return order;
  }
}
