package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.RuleTags;
import io.sluice.gateway.caching.Tags;
import io.sluice.gateway.config.JsonPointer;
import io.sluice.gateway.config.Placeholder;
import io.sluice.gateway.config.Rule;
import io.sluice.gateway.config.RuleRequest;
import io.sluice.gateway.config.Template;
import io.sluice.gateway.config.TemplateValues;
import io.sluice.gateway.config.TemplateValues.ResponseValues;
import io.sluice.gateway.verticle.json.PointedValues;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tags that a rule derives from an exchange. What stands in a body is read from a complete one
 * in JSON that is not coded; from no other is anything derived, and the caller learns why.
 */
final class TagTerms {
  /** Reading more would keep the event loop from its other requests for too long. */
  private static final int MAX_BODY_BYTES = 8 << 20;

  private final List<Template> templates;
  private final List<JsonPointer> pointers;
  private final boolean ofResponse;
  private final int limit;

  /**
   * @param limit more tags than this are of no use
   */
  TagTerms(List<Template> templates, int limit) {
    this.templates = templates;
    this.limit = limit;
    this.pointers =
        placeholders(templates).stream()
            .filter(Placeholder.Body.class::isInstance)
            .map(placeholder -> ((Placeholder.Body) placeholder).pointer())
            .distinct()
            .toList();
    this.ofResponse =
        !pointers.isEmpty()
            || placeholders(templates).stream().anyMatch(Placeholder.Field.class::isInstance);
  }

  private static List<Placeholder> placeholders(List<Template> templates) {
    return templates.stream().flatMap(template -> template.placeholders().stream()).toList();
  }

  /** Whether a response has a say in them. */
  boolean useResponse() {
    return ofResponse;
  }

  /** Whether a response's body has a say in them. */
  boolean useBody() {
    return !pointers.isEmpty();
  }

  /**
   * Those of a response that is to be stored.
   *
   * @param body null = not complete yet
   */
  RuleTags ofStored(Rule rule, RuleRequest request, Fields fields, @Nullable Buffer body) {
    if (templates.isEmpty()) {
      return RuleTags.NONE;
    }
    if (pointers.isEmpty()) {
      return RuleTags.of(render(rule, request, fields, Map.of()));
    }
    String refusal = refusal(fields);
    if (refusal != null) {
      return RuleTags.refused(List.of(), refusal);
    }
    if (body == null) {
      return RuleTags.awaitingBody(render(rule, request, fields, Map.of()));
    }
    var values = read(body);
    return values
        .map(pointed -> RuleTags.of(render(rule, request, fields, pointed)))
        .orElse(RuleTags.refused(List.of(), "tags-unreadable"));
  }

  /**
   * Those that a write invalidates; what cannot be derived is missing among them.
   *
   * @param response null when none came
   * @param body null = not complete
   */
  RuleTags ofWrite(
      Rule rule, RuleRequest request, @Nullable ResponseHead response, @Nullable Buffer body) {
    if (templates.isEmpty()) {
      return RuleTags.NONE;
    }
    Fields fields = response == null ? null : response.fields();
    var known = render(rule, request, fields, Map.of());
    if (pointers.isEmpty() || response == null || isEmpty(response, body)) {
      return bounded(known);
    }
    String refusal = refusal(response.fields());
    if (refusal != null) {
      return RuleTags.refused(known, refusal);
    }
    if (body == null) {
      return RuleTags.awaitingBody(known);
    }
    var values = read(body);
    return values
        .map(pointed -> bounded(render(rule, request, fields, pointed)))
        .orElse(RuleTags.refused(known, "tags-unreadable"));
  }

  private Optional<Map<JsonPointer, Set<String>>> read(Buffer body) {
    return body.length() > MAX_BODY_BYTES
        ? Optional.empty()
        : PointedValues.read(body, pointers, limit);
  }

  private RuleTags bounded(List<String> rendered) {
    // Nothing is stored by a longer one, and receipts keep what was ordered.
    var tags = rendered.stream().filter(tag -> tag.length() <= Tags.MAX_LENGTH).toList();
    return tags.size() <= limit
        ? RuleTags.of(tags)
        : RuleTags.refused(tags.subList(0, limit), "tags-too-many");
  }

  private static boolean isEmpty(ResponseHead response, @Nullable Buffer body) {
    int status = response.status();
    return status == 204
        || status == 205
        || response.contentLength() == 0
        || (body != null && body.length() == 0);
  }

  private static @Nullable String refusal(Fields fields) {
    String coding = fields.joined("content-encoding");
    if (coding != null && !coding.strip().equalsIgnoreCase("identity")) {
      return "tags-coded";
    }
    String type = fields.get("content-type");
    if (type == null || !isJson(type)) {
      return "tags-not-json";
    }
    return ResponseHead.contentLength(fields) > MAX_BODY_BYTES ? "tags-unreadable" : null;
  }

  private static boolean isJson(String field) {
    int semicolon = field.indexOf(';');
    String type = semicolon < 0 ? field : field.substring(0, semicolon);
    String lower = type.strip().toLowerCase(Locale.ROOT);
    return lower.endsWith("/json") || lower.endsWith("+json");
  }

  private List<String> render(
      Rule rule,
      RuleRequest request,
      @Nullable Fields fields,
      Map<JsonPointer, Set<String>> pointed) {
    var values = new TemplateValues(rule, request, new Response(fields, pointed));
    var tags = new ArrayList<String>(templates.size());
    for (var template : templates) {
      tags.addAll(template.render(values, limit));
    }
    return tags;
  }

  private record Response(@Nullable Fields fields, Map<JsonPointer, Set<String>> pointed)
      implements ResponseValues {
    @Override
    public List<String> field(String name) {
      return fields == null ? List.of() : fields.all(name);
    }

    @Override
    public List<String> body(JsonPointer pointer) {
      return List.copyOf(pointed.getOrDefault(pointer, Set.of()));
    }
  }
}
