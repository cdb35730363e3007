package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON Schema (2020-12) for settings. */
final class Schemas {
  private Schemas() {}

  static Map<String, Object> of(Setting<?> setting) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("description", setting.description());
    var byDefault = setting.byDefault();
    if (byDefault != null && !byDefault.isEmpty()) {
      schema.put("default", typed(byDefault, setting.kind().schema()));
    }
    if (setting.noneAllowed()) {
      schema.put("anyOf", List.of(Map.of("const", "none"), setting.kind().schema()));
    } else {
      schema.putAll(setting.kind().schema());
    }
    return schema;
  }

  /** An object, or nothing at all where every line of a section is a comment. */
  static Map<String, Object> section(Map<String, Object> object) {
    var schema = new LinkedHashMap<>(object);
    schema.put("type", List.of("object", "null"));
    return schema;
  }

  /** An object, or the value of one of its properties: a list, or a single text of it. */
  static Map<String, Object> orList(Map<String, Object> object, Setting<?> shorthand) {
    var list = shorthand.kind().schema();
    var forms = new ArrayList<Object>();
    forms.add(object);
    forms.add(list);
    if (list.get("items") instanceof Map<?, ?> item) {
      forms.add(item.get("anyOf") instanceof List<?> each ? each.get(0) : item);
    }
    return Map.of("anyOf", forms);
  }

  private static Object typed(String text, Map<String, Object> schema) {
    var type = schema.get("type");
    if ("boolean".equals(type)) {
      return Boolean.valueOf(text);
    }
    if ("array".equals(type)) {
      return List.of(text.split(","));
    }
    return "integer".equals(type) ? (Object) Long.valueOf(text) : text;
  }
}
