package io.sluice.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;

/** What YAML means to us, as JSON for the schema validator, whose own YAML is an older one. */
final class RawJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private RawJson() {}

  static JsonNode parse(String yaml) {
    var problems = new Problems();
    var raw = YamlReader.read("test", yaml, problems);
    if (raw == null) {
      throw new IllegalArgumentException(problems.faults().toString());
    }
    return json(raw);
  }

  private static JsonNode json(Raw raw) {
    if (raw instanceof Raw.Mapping mapping) {
      var object = JSON.objectNode();
      mapping.entries().forEach(entry -> object.set(entry.key(), json(entry.value())));
      return object;
    }
    if (raw instanceof Raw.Sequence sequence) {
      var array = JSON.arrayNode();
      sequence.items().forEach(item -> array.add(json(item)));
      return array;
    }
    var scalar = (Raw.Scalar) raw;
    return switch (scalar.style()) {
      case NULL -> JSON.nullNode();
      case BOOLEAN -> JSON.booleanNode(Boolean.parseBoolean(scalar.text()));
      case NUMBER -> JSON.numberNode(new BigDecimal(scalar.text()));
      case TEXT, UNTYPED -> JSON.textNode(scalar.text());
    };
  }
}
