package io.sluice.gateway.config;

import io.sluice.gateway.config.VerticleDescriptor.ThreadingModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of a {@link VerticleDescriptor}, in the spelling of Vert.x' deployment options. */
final class DescriptorRows {
  private static final String VERTICLES = "io.sluice.gateway.verticle.";

  /** Verticle → the section of the configuration of which its descriptor may hold defaults. */
  static final Map<String, String> SECTION_OF_MAIN =
      Map.of(
          VERTICLES + "HttpIngressVerticle", "http",
          VERTICLES + "CacheLookupVerticle", "cache",
          VERTICLES + "UpstreamFetchVerticle", "fetch",
          VERTICLES + "TagIndexVerticle", "tags",
          VERTICLES + "InvalidationVerticle", "invalidation",
          VERTICLES + "EventStreamVerticle", "events",
          VERTICLES + "AdminVerticle", "admin");

  private static final Section ROWS = new Section("", "How a verticle is deployed.");

  /** Also read where two descriptors are compared. */
  static final Setting<String> MAIN =
      ROWS.add(
          "main",
          row ->
              row.as(
                  oneOf(SECTION_OF_MAIN.keySet().stream().sorted().toList()),
                  "Class of the verticle."));

  private static final Setting<Boolean> REQUIRED =
      ROWS.add(
          "required",
          row ->
              row.byDefault("true")
                  .as(Kinds.bool(), "Whether the gateway refuses to start without it."));
  private static final Setting<ThreadingModel> THREADING_MODEL =
      ROWS.add(
          "options.threadingModel",
          row ->
              row.byDefault("EVENT_LOOP")
                  .as(threadingModel(), "The thread on which the verticle runs."));
  private static final Setting<Integer> INSTANCES =
      ROWS.add(
          "options.instances",
          row ->
              row.byDefault("1")
                  .as(instances(), "Number of instances, or per-event-loop: one on each."));
  private static final Setting<Raw.Mapping> CONFIG =
      ROWS.add(
          "options.config",
          row ->
              row.unset("nothing")
                  .as(
                      new SectionKind(),
                      "Defaults of the verticle's section of gateway.yaml, which overrides them."));

  static final Table TABLE = new Table(ROWS.settings());

  private DescriptorRows() {}

  /** A mapping of which only the verticle's section knows what it may hold. */
  private record SectionKind() implements Kind<Raw.Mapping> {
    @Override
    public Raw.@Nullable Mapping read(Raw raw, Reading reading) {
      if (raw instanceof Raw.Mapping mapping) {
        return mapping;
      }
      reading.reject(raw, expected());
      return null;
    }

    @Override
    public String expected() {
      return "a mapping";
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "object");
    }
  }

  static @Nullable VerticleDescriptor read(String file, Values values, Problems problems) {
    var main = values.require(MAIN);
    var config = values.find(CONFIG);
    var section = main == null ? null : SECTION_OF_MAIN.get(main);
    if (main == null || section == null) {
      return null;
    }
    return new VerticleDescriptor(
        file,
        main,
        values.get(REQUIRED),
        values.get(THREADING_MODEL),
        values.get(INSTANCES),
        config == null ? Layer.EMPTY : layer(section, config, problems));
  }

  private static Layer layer(String section, Raw.Mapping config, Problems problems) {
    var prefix = CONFIG.key() + ".";
    var table = AllSettings.TABLE.below(section);
    var values = new LinkedHashMap<String, Raw>();
    for (var entry : table.flatten(config, prefix, problems).entrySet()) {
      var setting = table.find(entry.getKey()).orElseThrow();
      setting.read(entry.getValue(), prefix + entry.getKey(), problems);
      values.put(section + "." + entry.getKey(), entry.getValue());
    }
    return Layer.of(values);
  }

  private static Kind<String> oneOf(List<String> names) {
    return ScalarKind.text(
        "one of " + String.join(", ", names),
        Map.of("type", "string", "enum", names),
        text -> names.contains(text) ? text : null);
  }

  private static Kind<ThreadingModel> threadingModel() {
    var names = new ArrayList<String>();
    for (var model : ThreadingModel.values()) {
      names.add(model.name());
    }
    return ScalarKind.text(
        "one of " + String.join(", ", names),
        Map.of("type", "string", "enum", names),
        text -> names.contains(text) ? ThreadingModel.valueOf(text) : null);
  }

  private static Kind<Integer> instances() {
    var number = (ScalarKind<Integer>) Kinds.integer(1, 1024);
    return new ScalarKind<>(
        number.expected() + ", or per-event-loop",
        Set.of(Raw.Style.TEXT, Raw.Style.NUMBER),
        Map.of(
            "anyOf",
            List.of(
                number.schema(),
                Map.of("type", "string", "pattern", "^(per-event-loop|[0-9]{1,4})$"))),
        text ->
            text.equals("per-event-loop")
                ? Integer.valueOf(VerticleDescriptor.PER_EVENT_LOOP)
                : number.parser().parse(text));
  }
}
