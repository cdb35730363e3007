package io.sluice.gateway.verticle.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The OpenAPI document of the control API: what is served, and what calls are held against. */
final class ApiDocument {
  private static final String RESOURCE = "openapi.json";
  private static final String REFERENCE = "$ref";
  private static final ApiDocument CURRENT = read();

  private final Buffer text;
  private final JsonObject json;
  private final Map<String, Query> queries = new HashMap<>();

  /**
   * The query parameters of one call.
   *
   * @param repeatable of each name, whether it may stand there several times
   * @param open whether any others may, too
   */
  record Query(Map<String, Boolean> repeatable, boolean open) {}

  private ApiDocument(Buffer text) {
    this.text = text;
    this.json = new JsonObject(text);
    for (var path : json.getJsonObject("paths")) {
      var item = (JsonObject) path.getValue();
      for (var method : item) {
        if (method.getValue() instanceof JsonObject operation) {
          queries.put(call(method.getKey(), path.getKey()), query(item, operation));
        }
      }
    }
  }

  static ApiDocument current() {
    return CURRENT;
  }

  private static ApiDocument read() {
    try (var in = Objects.requireNonNull(ApiDocument.class.getResourceAsStream(RESOURCE))) {
      return new ApiDocument(Buffer.buffer(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String call(String method, String path) {
    return method.toLowerCase(Locale.ROOT) + " " + path;
  }

  private Query query(JsonObject item, JsonObject operation) {
    var repeatable = new HashMap<String, Boolean>();
    boolean open = false;
    for (var holder : new JsonObject[] {item, operation}) {
      for (var each : holder.getJsonArray("parameters", new JsonArray())) {
        var parameter = resolved((JsonObject) each);
        if ("query".equals(parameter.getString("in"))) {
          var type = resolved(parameter.getJsonObject("schema")).getValue("type");
          open |= "object".equals(type);
          repeatable.put(parameter.getString("name"), "array".equals(type));
        }
      }
    }
    return new Query(repeatable, open);
  }

  /** What an object stands for that may be a reference to another of this document. */
  JsonObject resolved(JsonObject object) {
    var reference = object.getString(REFERENCE);
    if (reference == null) {
      return object;
    }
    var found = json;
    for (var step : reference.substring("#/".length()).split("/", -1)) {
      found = found.getJsonObject(step);
    }
    return found;
  }

  Buffer text() {
    return text;
  }

  JsonObject json() {
    return json;
  }

  /**
   * The query parameters of a call, or null if it is not documented.
   *
   * @param path as {@code /cache/tags/{tag}}
   */
  @Nullable Query query(String method, String path) {
    return queries.get(call(method, path));
  }
}
