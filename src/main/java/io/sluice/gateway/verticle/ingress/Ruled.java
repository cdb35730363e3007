package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.CachePolicy;
import io.sluice.gateway.caching.FieldRewrites;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.RuleTags;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.Placeholder;
import io.sluice.gateway.config.RuleRequest;
import io.sluice.gateway.config.RuleResponse;
import io.sluice.gateway.config.RuleSet;
import io.sluice.gateway.config.TemplateValues;
import io.sluice.gateway.config.TemplateValues.ResponseValues;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.RequestPolicy;
import io.sluice.gateway.message.UpstreamPool;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A rule governs the request; the same or a later one its response. */
record Ruled(Rules rules, RuleTerms terms, RuleRequest request) implements RequestPolicy {

  @Override
  public String rule() {
    return terms.rule().name();
  }

  @Override
  public long wholeForRangeBytes() {
    return terms.rule().settings().wholeForRangeBytes();
  }

  @Override
  public @Nullable UpstreamPool pool() {
    var upstream = terms.rule().settings().upstream();
    return rules.pool(upstream == null ? GatewayConfig.DEFAULT_UPSTREAM : upstream);
  }

  @Override
  public boolean serves(CacheEntry entry) {
    if (!rules.isWary(terms.rule())) {
      return true;
    }
    var stored = entry.response();
    var type = stored.fields().get("content-type");
    var found =
        rules.forResponse(request, new RuleResponse(stored.status(), type, entry.body().length()));
    return found == null || found.storing().cache();
  }

  @Override
  public CachePolicy forRequest() {
    return terms.lookup();
  }

  @Override
  public CacheKey key(RequestHead head, @Nullable String contentDigest) {
    return terms.key(head, contentDigest);
  }

  @Override
  public FieldRewrites toOrigin() {
    return terms.toOrigin().isEmpty()
        ? FieldRewrites.NONE
        : terms.toOrigin().of(new TemplateValues(terms.rule(), request, ResponseValues.NONE));
  }

  @Override
  public Applied forResponse(int status, Fields fields, long bodyBytes, @Nullable Buffer body) {
    var found =
        rules.forResponse(request, new RuleResponse(status, fields.get("content-type"), bodyBytes));
    return found == null
        ? new Applied(rules.general(), RuleTags.NONE, FieldRewrites.NONE)
        : new Applied(
            found.storing(),
            found.tags().ofStored(found.rule(), request, fields, body),
            found.toClient().of(sentValues(found, fields)));
  }

  /** As for tags, but for the origin's fields, which are taken over as they are. */
  private Function<Placeholder, List<String>> sentValues(RuleTerms found, Fields fields) {
    var values = new TemplateValues(found.rule(), request, ResponseValues.NONE);
    return placeholder -> {
      if (placeholder instanceof Placeholder.Field field) {
        String value = fields.joined(field.name());
        return value == null ? List.of() : List.of(value);
      }
      return values.apply(placeholder);
    };
  }

  @Override
  public boolean isCompressed() {
    return terms.compress();
  }

  @Override
  public boolean invalidatesByResponse() {
    return terms.invalidates().useResponse();
  }

  @Override
  public RuleTags invalidates(@Nullable ResponseHead response, @Nullable Buffer body) {
    return terms.invalidates().ofWrite(terms.rule(), request, response, body);
  }

  @Override
  public List<String> prefetches() {
    return RuleSet.prefetches(terms.rule(), request);
  }
}
