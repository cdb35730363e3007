package io.sluice.gateway.verticle.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells people of a schema of the {@link ApiDocument}: in a few words, or as a table. */
final class SchemaText {
  private static final String NAMED = "#/components/schemas/";

  private final Html html;

  SchemaText(Html html) {
    this.html = html;
  }

  /** What a value is: a link to what has a name, else words. */
  void words(@Nullable JsonObject schema) {
    if (schema == null) {
      return;
    }
    var reference = schema.getString("$ref");
    var choice = schema.getJsonArray("anyOf");
    var items = schema.getJsonObject("items");
    if (reference != null) {
      var name = reference.substring(NAMED.length());
      html.link(name, name);
    } else if (choice != null) {
      for (int i = 0; i < choice.size(); i++) {
        html.raw(i == 0 ? "" : " or ");
        words(choice.getJsonObject(i));
      }
    } else if (items != null) {
      html.text("list" + limits(schema) + " of ");
      words(items);
    } else {
      html.text(plain(schema) + limits(schema));
    }
    if (schema.getJsonObject("properties") != null) {
      table(schema);
    }
  }

  private static String plain(JsonObject schema) {
    if (schema.containsKey("const")) {
      return "`" + schema.getValue("const") + "`";
    }
    var values = schema.getJsonArray("enum");
    if (values != null) {
      var shown = new ArrayList<String>();
      values.forEach(value -> shown.add(value == null ? "" : "`" + value + "`"));
      shown.removeIf(String::isEmpty);
      return String.join(", ", shown);
    }
    var type = schema.getValue("type");
    if (type instanceof JsonArray several) {
      return String.join(" or ", several.stream().map(String::valueOf).toList());
    }
    return type == null ? "anything" : type.toString();
  }

  private static String limits(JsonObject schema) {
    var limits = new ArrayList<String>();
    var format = schema.getString("format");
    if (format != null) {
      limits.add(format);
    }
    range(limits, "", schema.getValue("minimum"), schema.getValue("maximum"));
    range(limits, " characters", schema.getValue("minLength"), schema.getValue("maxLength"));
    range(limits, " elements", schema.getValue("minItems"), schema.getValue("maxItems"));
    range(limits, " keys", null, schema.getValue("maxProperties"));
    if (schema.containsKey("default")) {
      limits.add("default " + schema.getValue("default"));
    }
    return limits.isEmpty() ? "" : " (" + String.join("; ", limits) + ")";
  }

  private static void range(
      List<String> limits, String unit, @Nullable Object least, @Nullable Object most) {
    if (most != null) {
      limits.add((least == null ? "at most " : least + " to ") + most + unit);
    } else if (least != null) {
      limits.add("at least " + least + unit);
    }
  }

  /** The keys of an object, a row each. */
  void table(JsonObject schema) {
    var required = schema.getJsonArray("required", new JsonArray());
    html.raw("<table><tr><th>key</th><th>value</th><th></th></tr>");
    for (var property : schema.getJsonObject("properties")) {
      var value = (JsonObject) property.getValue();
      html.raw("<tr><td>").code(property.getKey());
      html.raw(required.contains(property.getKey()) ? "" : " <i>optional</i>");
      html.raw("</td><td>");
      words(value);
      html.raw("</td>").element("td", value.getString("description", "")).raw("</tr>");
    }
    html.raw("</table>");
  }
}
