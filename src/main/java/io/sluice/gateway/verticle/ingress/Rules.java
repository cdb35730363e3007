package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CachePolicy;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.config.CookiePolicy;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.Rule;
import io.sluice.gateway.config.RuleRequest;
import io.sluice.gateway.config.RuleResponse;
import io.sluice.gateway.config.RuleSet;
import io.sluice.gateway.config.RuleSettings;
import io.sluice.gateway.message.RequestPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the configured rules into what {@code caching} decides by. Immutable, safe from any thread.
 */
public final class Rules {
  private final RuleSet rules;
  private final RequestPolicy unruled;
  private final CachePolicy general;
  private final Map<String, CachePolicy> byRule = new HashMap<>();

  public Rules(GatewayConfig config) {
    this.rules = config.rules();
    this.general = general(config);
    for (var rule : rules.rules()) {
      byRule.put(rule.name(), withRule(general, rule.settings()));
    }
    this.unruled = new Unruled(general);
  }

  /** The policy of a request; the same object for all requests that no rule concerns. */
  RequestPolicy of(RequestHead request) {
    if (rules.rules().isEmpty()) {
      return unruled;
    }
    var seen = new SeenRequest(request);
    return rules.governing(seen).<RequestPolicy>map(rule -> new Ruled(rule, seen)).orElse(unruled);
  }

  private CachePolicy policy(Rule rule) {
    return byRule.getOrDefault(rule.name(), general);
  }

  private static CachePolicy general(GatewayConfig config) {
    var cache = config.cache();
    var heuristic = cache.heuristic();
    return CachePolicy.DEFAULT.toBuilder()
        .methods(cache.methods())
        .targetedFields(cache.targetedFields())
        .heuristic(heuristic.enabled() ? heuristic.percent() / 100.0 : 0, heuristic.max())
        .ttl(cache.ttl(), false)
        .cookies(cookies(cache.cookies()))
        .grace(cache.grace(), cache.grace())
        .maxVariants(cache.maxVariants())
        .tagFields(
            new io.sluice.gateway.caching.TagFields(config.tags().fields(), config.tags().pass()))
        .build();
  }

  private static CachePolicy withRule(CachePolicy general, RuleSettings settings) {
    var policy =
        general.toBuilder()
            .cache(settings.cache())
            .immutable(settings.immutable())
            .negativeTtl(settings.negativeTtl())
            .honourRequestDirectives(settings.honourRequestDirectives())
            .consistency(CachePolicy.Consistency.valueOf(settings.consistency().name()))
            .grace(
                or(settings.staleWhileRevalidate(), general.staleWhileRevalidate()),
                or(settings.staleIfError(), general.staleIfError()));
    if (settings.ttl() != null) {
      policy.ttl(settings.ttl(), settings.override());
    }
    if (settings.cookies() != null) {
      policy.cookies(cookies(settings.cookies()));
    }
    if (settings.heuristic() != null) {
      policy.heuristic(
          settings.heuristic() ? Math.max(general.heuristicFraction(), 0.1) : 0,
          general.heuristicMax());
    }
    return policy.build();
  }

  private static Duration or(@Nullable Duration value, Duration otherwise) {
    return value == null ? otherwise : value;
  }

  private static CachePolicy.CookieMode cookies(CookiePolicy configured) {
    return CachePolicy.CookieMode.valueOf(configured.name());
  }

  /** HTTP alone decides. */
  private record Unruled(CachePolicy forRequest, Applied applied) implements RequestPolicy {
    Unruled(CachePolicy policy) {
      this(policy, new Applied(policy, List.of()));
    }

    @Override
    public String pool() {
      return GatewayConfig.DEFAULT_UPSTREAM;
    }

    @Override
    public Applied forResponse(int status, @Nullable String contentType) {
      return applied;
    }

    @Override
    public List<String> invalidates() {
      return List.of();
    }
  }

  /** A rule governs the request; the same or a later one its response. */
  private final class Ruled implements RequestPolicy {
    private final Rule rule;
    private final RuleRequest request;

    Ruled(Rule rule, RuleRequest request) {
      this.rule = rule;
      this.request = request;
    }

    @Override
    public String pool() {
      var upstream = rule.settings().upstream();
      return upstream == null ? GatewayConfig.DEFAULT_UPSTREAM : upstream;
    }

    @Override
    public CachePolicy forRequest() {
      return policy(rule);
    }

    @Override
    public Applied forResponse(int status, @Nullable String contentType) {
      Optional<Rule> applicable =
          rules.forResponse(request, new RuleResponse(status, contentType, -1));
      return applicable
          .map(found -> new Applied(policy(found), RuleSet.tags(found, request)))
          .orElse(new Applied(general, List.of()));
    }

    @Override
    public List<String> invalidates() {
      return RuleSet.invalidates(rule, request);
    }
  }

  /** A request as rules look at it. */
  private record SeenRequest(RequestHead head) implements RuleRequest {
    @Override
    public String method() {
      return head.method();
    }

    @Override
    public String scheme() {
      return head.target().scheme();
    }

    @Override
    public String authority() {
      return head.target().authority();
    }

    @Override
    public String path() {
      return head.target().path();
    }

    @Override
    public @Nullable String query() {
      return head.target().query();
    }

    @Override
    public @Nullable String header(String name) {
      return head.fields().joined(name);
    }
  }
}
