package io.sluice.gateway.bootstrap;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice explain}: why a request would hit or miss. */
@Command(
    name = "explain",
    description = "Says why a request would be answered as it would. Fetches nothing.",
    footer = {"", "Exit status: 0 explained, 1 no answer or none of its URLs, 2 bad command line."},
    mixinStandardHelpOptions = true)
final class ExplainCommand extends NodeCommand {
  @Parameters(paramLabel = "URL", description = "As a client asks for it, with its host.")
  private String url = "";

  @Option(
      names = {"-X", "--method"},
      paramLabel = "METHOD",
      defaultValue = "GET",
      description = "Default: ${DEFAULT-VALUE}.")
  private String method = "GET";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME: VALUE",
      description = "A field that the client sends; may be repeated.")
  private List<String> fields = new ArrayList<>();

  @Override
  int ask(AdminClient node, PrintWriter out, boolean json)
      throws IOException, InterruptedException, AdminClient.RefusedException {
    var path = new StringBuilder("/cache/explain?url=").append(encoded(url));
    path.append("&method=").append(encoded(method));
    fields.forEach(field -> path.append("&header=").append(encoded(field)));
    var answer = node.get(path.toString(), "/outcome", "/why", "/tiers");
    if (json) {
      out.println(answer.encodePrettily());
    } else {
      print(out, answer);
    }
    return 0;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void print(PrintWriter out, JsonObject answer) {
    var outcome = answer.getString("outcome");
    out.printf(
        "%s: %s%n", tone(outcome).of(outcome.toUpperCase(Locale.ROOT)), answer.getString("why"));
    var key = answer.getJsonObject("key");
    out.printf("  key   %s%n", key == null ? "none" : key.getString("text"));
    out.printf("  rule  %s%n", answer.getString("rule", "none"));
    for (var element : answer.getJsonArray("tiers")) {
      var tier = (JsonObject) element;
      var entry = tier.getJsonObject("entry");
      if (entry == null) {
        out.printf(
            "  %s    %s%n",
            tier.getString("tier"),
            tier.getBoolean("available") ? "nothing that matches" : "not in use");
      } else {
        print(out, tier.getString("tier"), entry);
      }
    }
  }

  private static void print(PrintWriter out, String tier, JsonObject entry) {
    out.printf(
        "  %s    %s, %d, %d bytes, age %d s of %d s (%s)%n",
        tier,
        entry.getString("validity"),
        entry.getInteger("status"),
        entry.getLong("bytes"),
        entry.getLong("ageSeconds"),
        entry.getLong("lifetimeSeconds"),
        entry.getString("lifetimeFrom"));
    out.printf("        tags  %s%n", words(entry.getJsonArray("tags")));
    out.printf("        vary  %s%n", words(entry.getJsonArray("vary")));
  }

  private static String words(JsonArray list) {
    return list.isEmpty()
        ? "none"
        : list.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static Tone tone(String outcome) {
    return switch (outcome) {
      case "hit" -> Tone.GOOD;
      case "stale", "revalidate" -> Tone.DOUBTFUL;
      default -> Tone.BAD;
    };
  }
}
