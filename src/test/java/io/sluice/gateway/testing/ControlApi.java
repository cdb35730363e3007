package io.sluice.gateway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI document of the control API, and whether answers are what it promises. Here, answers
 * must not have keys that it does not name.
 */
public final class ControlApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options");

  /** Ids and keys with slashes in them. */
  private static final Set<String> LONG = Set.of("{key}", "{url}");

  private static final JsonNode DOCUMENT = read();
  private static final List<Operation> OPERATIONS = found();
  private static final Map<JsonNode, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();

  /** One call that is documented. */
  public record Operation(String method, String path, JsonNode json, List<JsonNode> parameters) {
    /** The scope that it needs: empty = any token, null = no token. */
    public @Nullable String scope() {
      var security = json.path("security");
      if (security.isArray() && security.isEmpty()) {
        return null;
      }
      return security.path(0).path("bearer").path(0).asText("");
    }

    /** Its path with the examples of its parameters. */
    public String target() {
      var target = path;
      for (var parameter : parameters) {
        target =
            target.replace(
                "{" + parameter.path("name").asText() + "}", parameter.path("example").asText());
      }
      return target;
    }

    public List<JsonNode> query() {
      return parameters.stream().filter(p -> p.path("in").asText().equals("query")).toList();
    }

    /** Whether any query parameters may stand there. */
    public boolean isOpen() {
      return query().stream()
          .anyMatch(p -> p.path("schema").path("type").asText().equals("object"));
    }

    /** The first example of its body, with another value of a key. */
    public String exampleWith(String key, String value) {
      var examples = json.at("/requestBody/content/application~1json/examples");
      ObjectNode example = examples.elements().next().path("value").deepCopy();
      try {
        return example.set(key, JSON.readTree(value)).toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The schema of its body in JSON, or null if it is without. */
    public @Nullable JsonNode body() {
      var schema = json.at("/requestBody/content/application~1json/schema");
      return schema.isMissingNode() ? null : resolved(schema);
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private ControlApi() {}

  private static JsonNode read() {
    try (var in =
        ControlApi.class.getResourceAsStream("/io/sluice/gateway/verticle/admin/openapi.json")) {
      return strict(JSON.readTree(Objects.requireNonNull(in)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode strict(JsonNode node) {
    node.forEach(ControlApi::strict);
    if (node instanceof ObjectNode object
        && object.path("type").asText().equals("object")
        && object.has("properties")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    return node;
  }

  private static List<Operation> found() {
    var operations = new ArrayList<Operation>();
    DOCUMENT
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(method -> METHODS.contains(method.getKey()))
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(
                                    method.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    method.getValue(),
                                    parameters(path.getValue(), method.getValue())))));
    // The one with the fewest parameters is meant.
    operations.sort(
        Comparator.comparingLong(
            operation -> operation.path.chars().filter(c -> c == '{').count()));
    return List.copyOf(operations);
  }

  private static List<JsonNode> parameters(JsonNode item, JsonNode operation) {
    var parameters = new ArrayList<JsonNode>();
    item.path("parameters").forEach(each -> parameters.add(resolved(each)));
    operation.path("parameters").forEach(each -> parameters.add(resolved(each)));
    return List.copyOf(parameters);
  }

  private static JsonNode resolved(JsonNode node) {
    var reference = node.path("$ref").asText("");
    return reference.isEmpty() ? node : DOCUMENT.at(reference.substring(1));
  }

  public static JsonNode document() {
    return DOCUMENT;
  }

  public static List<Operation> operations() {
    return OPERATIONS;
  }

  /** The methods that are documented for a path. */
  public static List<String> methods(String path) {
    return OPERATIONS.stream()
        .filter(operation -> operation.path.equals(path))
        .map(Operation::method)
        .sorted()
        .toList();
  }

  private static @Nullable Operation operation(String method, String target) {
    var path = target.split("\\?", 2)[0];
    return OPERATIONS.stream()
        .filter(operation -> operation.method.equals(method))
        .filter(operation -> pattern(operation.path).matcher(path).matches())
        .findFirst()
        .orElse(null);
  }

  private static Pattern pattern(String path) {
    var pattern = new StringBuilder();
    for (var segment : path.substring(1).split("/", -1)) {
      boolean free = segment.startsWith("{");
      boolean any = LONG.contains(segment) || path.startsWith("/cache/invalidations/");
      pattern.append('/').append(free ? any ? ".+" : "[^/]+" : Pattern.quote(segment));
    }
    return Pattern.compile(pattern.toString());
  }

  /**
   * Fails unless the document promises such an answer.
   *
   * @param target with its query
   */
  public static void check(String method, String target, RawResponse response) {
    var call = method + " " + target + ": " + response;
    var operation = operation(method, target);
    var status = response.status();
    if (operation == null || status == 405) {
      if (status >= 400) {
        valid(DOCUMENT.at("/components/schemas/Problem"), body(response), call);
      }
      return;
    }
    var promised = resolved(operation.json.path("responses").path(Integer.toString(status)));
    require(!promised.isMissingNode(), "a status that is not documented: " + call);
    var content = promised.path("content");
    if (content.isMissingNode()) {
      require(response.text().isEmpty(), "a body that is not documented: " + call);
      return;
    }
    var type = String.valueOf(response.field("content-type")).split(";", 2)[0];
    var media = content.path(type);
    require(!media.isMissingNode(), "a media type that is not documented: " + call);
    if (type.endsWith("json")) {
      valid(media.path("schema"), body(response), call);
    }
  }

  private static JsonNode body(RawResponse response) {
    try {
      return JSON.readTree(response.text().getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new AssertionError(response.toString(), e);
    }
  }

  private static void require(boolean met, String otherwise) {
    if (!met) {
      throw new AssertionError(otherwise);
    }
  }

  /** Fails unless a value is of a schema of the document. */
  public static void valid(JsonNode schema, JsonNode value, String about) {
    var faults = SCHEMAS.computeIfAbsent(schema, ControlApi::compiled).validate(value);
    require(faults.isEmpty(), faults + " of " + about);
  }

  /** References lead from the root of a schema, so it gets what they lead to. */
  private static JsonSchema compiled(JsonNode schema) {
    ObjectNode root = schema.deepCopy();
    root.set("components", DOCUMENT.path("components"));
    var config = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root, config);
  }
}
