package io.sluice.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the JSON Schemas and the reference from the table of settings. */
final class ReferenceWriter {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private ReferenceWriter() {}

  static String gatewaySchema() {
    return schema("Sluice: conf/gateway.yaml", AllSettings.TABLE.schema());
  }

  /** The descriptors' schema, in which the verticle decides what its config may hold. */
  static String verticleSchema() {
    var schema = new LinkedHashMap<>(DescriptorRows.TABLE.schema());
    schema.put(
        "allOf",
        DescriptorRows.SECTION_OF_MAIN.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> sectionOf(entry.getKey(), entry.getValue()))
            .toList());
    return schema("Sluice: a descriptor of verticles/", schema);
  }

  private static Map<String, Object> sectionOf(String main, String section) {
    var config = Map.of("config", AllSettings.TABLE.below(section).schema());
    var options = Map.of("options", Map.of("properties", config));
    return Map.of(
        "if", Map.of("properties", Map.of("main", Map.of("const", main))),
        "then", Map.of("properties", options));
  }

  private static String schema(String title, Map<String, Object> object) {
    var schema = new LinkedHashMap<>(object);
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", title);
    try {
      return JSON.writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static String reference() {
    var page = new StringBuilder(ReferenceText.INTRODUCTION);
    for (var section : AllSettings.SECTIONS) {
      var title = section.name().isEmpty() ? "The process" : "`" + section.name() + "`";
      page.append(rows(title, section.description(), section.settings(), true));
    }
    page.append(
        rows(
            "`http.tls.certificates[]`",
            "One certificate and its key.",
            TlsSettings.PAIR_ROWS.settings(),
            false));
    page.append(rows("`admin.tokens[]`", "One token.", AdminSettings.TOKEN_ROWS.settings(), false));
    page.append(
        rows(
            "`events.mappings[]`",
            ReferenceText.MAPPINGS,
            EventMappingRows.ROWS.settings(),
            false));
    page.append(rows("`rules[]`", ReferenceText.RULES, RuleSettingRows.ALL, false));
    page.append(rows("`rules[]`, flat form", ReferenceText.FLAT, FlatRule.ROWS.settings(), false));
    return page.toString();
  }

  /**
   * @param whole whether each row is a setting, and not a part of one
   */
  private static String rows(String title, String text, List<Setting<?>> settings, boolean whole) {
    var table = new StringBuilder("\n## " + title + "\n" + text.strip() + "\n\n");
    table.append("| key | allowed | default | environment | |\n|---|---|---|---|---|\n");
    for (var setting : settings) {
      table
          .append("| `")
          .append(setting.key().replace("*", "<name>"))
          .append("` | ")
          .append(cell(setting.kind().expected() + (setting.noneAllowed() ? "; none" : "")))
          .append(" | ")
          .append(byDefault(setting))
          .append(" | ")
          .append(
              setting.variables().stream()
                  .map(variable -> "`" + variable.name() + "`")
                  .collect(Collectors.joining(", ")))
          .append(" | ")
          .append(setting.description().replace("|", "\\|"))
          .append(whole && !setting.live() ? " *Restart.*" : "")
          .append(" |\n");
    }
    return table.toString();
  }

  private static String byDefault(Setting<?> setting) {
    var text = setting.byDefault();
    if (text == null) {
      return setting.unset() == null ? "must be set" : setting.unset();
    }
    return text.isEmpty() ? "empty" : "`" + text + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("*", "\\*");
  }
}
