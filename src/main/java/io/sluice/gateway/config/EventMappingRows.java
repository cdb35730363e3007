package io.sluice.gateway.config;

import io.sluice.gateway.config.EventMapping.Mode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of {@link EventMapping}. */
final class EventMappingRows {
  static final Section ROWS = new Section("", "What events of a type invalidate.");

  private static final Setting<String> NAME =
      ROWS.add(
          "name",
          row ->
              row.unset("mapping- and its number")
                  .as(
                      Kinds.text("a name of letters, digits, . _ and -", "[A-Za-z0-9._-]{1,64}"),
                      "Name in answers, logs and dead letters."));
  private static final Setting<Glob> TYPE =
      ROWS.add(
          "match.type",
          row ->
              row.as(
                  NetKinds.glob("a type such as product.updated, in which * is a wildcard"),
                  "Type of the events: `type` of a CloudEvent, `detail-type` of EventBridge."));
  private static final Setting<Glob> SOURCE =
      ROWS.add(
          "match.source",
          row ->
              row.unset("any source")
                  .as(NetKinds.glob("a source in which * is a wildcard"), "Source of the events."));
  private static final Setting<List<EventTemplate>> TAGS =
      ROWS.add(
          "tags",
          row ->
              row.byDefault("")
                  .as(
                      Kinds.listOf(
                          template("a tag such as product:{data./id}", EventTemplate::tag)),
                      "Tags to invalidate. In braces an attribute of the event, or `data` and a JSON"
                          + " pointer into its data (EventBridge: `detail`); one step may be `*`:"
                          + " every element of an array."));
  private static final Setting<List<EventTemplate>> URLS =
      ROWS.add(
          "urls",
          row ->
              row.byDefault("")
                  .as(
                      Kinds.listOf(
                          template(
                              "a URL such as https://shop.example/products/{data./id}",
                              EventTemplate::url)),
                      "URLs to invalidate. Values are percent-encoded; of `{+data./path}` what is"
                          + " reserved in URLs stays as it is."));
  private static final Setting<List<EventTemplate>> PREFIXES =
      ROWS.add(
          "prefixes",
          row ->
              row.byDefault("")
                  .as(
                      Kinds.listOf(
                          template(
                              "a prefix such as https://shop.example/{data./section}/",
                              EventTemplate::prefix)),
                      "Prefixes of URLs to invalidate."));
  private static final Setting<Mode> MODE =
      ROWS.add(
          "mode",
          row ->
              row.byDefault("hard")
                  .as(
                      Kinds.choice(Mode.class),
                      "Whether what is stored is gone, or served once more while it is"
                          + " refreshed."));

  private EventMappingRows() {}

  private static Kind<EventTemplate> template(
      String expected, ScalarKind.Parser<EventTemplate> parser) {
    return ScalarKind.text(
        expected, Map.of("type", "string", "minLength", 1, "maxLength", 1024), parser);
  }

  static @Nullable EventMapping read(Values values) {
    var name = values.find(NAME);
    var type = values.require(TYPE);
    var source = values.find(SOURCE);
    var tags = values.get(TAGS);
    var urls = values.get(URLS);
    var prefixes = values.get(PREFIXES);
    var mode = values.get(MODE);
    if (tags.isEmpty() && urls.isEmpty() && prefixes.isEmpty()) {
      values.fault(TAGS, "value: nothing (expected: tags, urls or prefixes)");
    }
    return type == null
        ? null
        : new EventMapping(name == null ? "" : name, type, source, tags, urls, prefixes, mode);
  }
}
