package io.sluice.gateway.verticle.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@link ApiDocument} as one page of HTML, without script, which loads nothing. */
final class DocumentPage {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options");
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222;background:#fff}
      h2{margin-top:2.5em;border-bottom:1px solid #ccc}h3{margin:2em 0 .3em}
      code,pre{font:13px/1.4 ui-monospace,monospace;background:#f3f3f3}code{padding:0 .2em}
      pre{padding:.6em;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
      table{border-collapse:collapse;margin:.5em 0;width:100%}
      th,td{text-align:left;vertical-align:top;border-top:1px solid #ddd;padding:.2em .5em .2em 0}
      th{font-weight:normal;color:#666}i{color:#666}
      @media(prefers-color-scheme:dark){body{color:#ddd;background:#1a1a1a}code,pre{background:#2a2a2a}a{color:#8bf}
      h2,th,td{border-color:#444}th,i{color:#aaa}}
      """;

  private final ApiDocument document;
  private final Html out = new Html();
  private final SchemaText schemas = new SchemaText(out);
  private final String html;

  DocumentPage(ApiDocument document) {
    this.document = document;
    this.html = page();
  }

  String html() {
    return html;
  }

  /** The Content-Security-Policy: nothing but the page's own style. */
  String policy() {
    return "default-src 'none'; style-src 'sha256-"
        + digest(STYLE)
        + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }

  private static String digest(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private String page() {
    var json = document.json();
    var info = json.getJsonObject("info");
    out.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.raw("<meta name=\"viewport\" content=\"width=device-width\">");
    out.element("title", info.getString("title")).raw("<style>" + STYLE + "</style></head><body>");
    out.element("h1", info.getString("title")).element("p", info.getString("description"));
    out.raw("<p><a href=\"openapi.json\">OpenAPI</a></p>");
    contents(json);
    for (var tag : json.getJsonArray("tags")) {
      var name = ((JsonObject) tag).getString("name");
      out.element("h2", name).element("p", ((JsonObject) tag).getString("description"));
      operations(json, name, this::operation);
    }
    out.element("h2", "Access");
    for (var scheme : json.getJsonObject("components").getJsonObject("securitySchemes")) {
      out.raw("<p>").code(scheme.getKey()).raw(": ");
      out.text(((JsonObject) scheme.getValue()).getString("description")).raw("</p>");
    }
    out.element("h2", "Schemas");
    for (var schema : json.getJsonObject("components").getJsonObject("schemas")) {
      schema(schema.getKey(), (JsonObject) schema.getValue());
    }
    return out.raw("</body></html>").toString();
  }

  /** Shows one call. */
  private interface Shown {
    void show(String call, JsonObject item, JsonObject operation);
  }

  private static void operations(JsonObject json, String tag, Shown shown) {
    for (var path : json.getJsonObject("paths")) {
      var item = (JsonObject) path.getValue();
      for (var method : item) {
        if (METHODS.contains(method.getKey())) {
          var operation = (JsonObject) method.getValue();
          if (operation.getJsonArray("tags").contains(tag)) {
            var call = method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
            shown.show(call, item, operation);
          }
        }
      }
    }
  }

  private void contents(JsonObject json) {
    out.raw("<table>");
    for (var tag : json.getJsonArray("tags")) {
      operations(
          json,
          ((JsonObject) tag).getString("name"),
          (call, item, operation) ->
              out.raw("<tr><td>")
                  .link(operation.getString("operationId"), call)
                  .raw("</td>")
                  .element("td", operation.getString("summary"))
                  .element("td", scope(operation))
                  .raw("</tr>"));
    }
    out.raw("</table>");
  }

  private String scope(JsonObject operation) {
    var security = operation.getJsonArray("security", document.json().getJsonArray("security"));
    if (security.isEmpty()) {
      return "no token";
    }
    var scopes = security.getJsonObject(0).getJsonArray("bearer");
    return scopes.isEmpty() ? "any token" : scopes.getString(0);
  }

  private void operation(String call, JsonObject item, JsonObject operation) {
    out.raw("<section id=\"" + operation.getString("operationId") + "\">");
    out.raw("<h3>").code(call).raw("</h3>");
    out.element("p", operation.getString("summary") + ". Scope: " + scope(operation) + ".");
    var description = operation.getString("description");
    if (description != null) {
      out.element("p", description);
    }
    parameters(item.getJsonArray("parameters", new JsonArray()));
    parameters(operation.getJsonArray("parameters", new JsonArray()));
    content("Body", operation.getJsonObject("requestBody"));
    for (var response : operation.getJsonObject("responses")) {
      var meant = document.resolved((JsonObject) response.getValue());
      content(response.getKey() + ": " + meant.getString("description"), meant);
    }
    out.raw("</section>");
  }

  private void parameters(JsonArray parameters) {
    if (parameters.isEmpty()) {
      return;
    }
    out.raw("<table><tr><th>parameter</th><th>value</th><th></th></tr>");
    for (var each : parameters) {
      var parameter = document.resolved((JsonObject) each);
      out.raw("<tr><td>").code(parameter.getString("name"));
      out.text(" in " + parameter.getString("in")).raw("</td><td>");
      schemas.words(parameter.getJsonObject("schema"));
      out.raw("</td>").element("td", parameter.getString("description", "")).raw("</tr>");
    }
    out.raw("</table>");
  }

  private void content(String title, @Nullable JsonObject holder) {
    if (holder == null) {
      return;
    }
    out.raw("<div>").text(title);
    for (var type : holder.getJsonObject("content", new JsonObject())) {
      var media = (JsonObject) type.getValue();
      out.raw(" – ").code(type.getKey()).raw(" ");
      schemas.words(media.getJsonObject("schema"));
      for (var example : media.getJsonObject("examples", new JsonObject())) {
        var value = ((JsonObject) example.getValue()).getValue("value");
        out.example(value instanceof JsonObject json ? json.encode() : String.valueOf(value));
      }
    }
    out.raw("</div>");
  }

  private void schema(String name, JsonObject schema) {
    out.raw("<section id=\"" + name + "\">").element("h3", name);
    out.element("p", schema.getString("description", ""));
    schemas.words(schema);
    out.raw("</section>");
  }
}
