package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.CachePolicy;
import io.sluice.gateway.caching.FieldRewrites;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.RuleTags;
import io.sluice.gateway.caching.TagFields;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.Rule;
import io.sluice.gateway.config.RuleRequest;
import io.sluice.gateway.config.RuleResponse;
import io.sluice.gateway.config.RuleSet;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.RequestPolicy;
import io.sluice.gateway.message.UpstreamPool;
import io.sluice.gateway.spi.RateLimiter;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns the configured rules into what {@code caching} decides by. Immutable, safe from any thread.
 */
public final class Rules {
  private final RuleSet rules;
  private final RequestPolicy unruled;
  private final CachePolicy general;
  private final boolean limitRates;
  private final int logSample;
  private final Map<String, ? extends UpstreamPool> pools;

  /** Names of the rules under which a stored response may be one that is not stored any more. */
  private final Set<String> wary = new HashSet<>();

  private final Map<String, RuleTerms> byName = new HashMap<>();

  /**
   * @param limiters gives what counts against a rule's rate limit, for rules that have one
   * @param pools by the names of the configuration
   */
  public Rules(
      GatewayConfig config,
      Function<Rule, RateLimiter> limiters,
      Map<String, ? extends UpstreamPool> pools) {
    this.rules = config.rules();
    this.logSample = config.log().sample();
    this.pools = Map.copyOf(pools);
    this.general = general(config);
    var selecting =
        rules.rules().stream()
            .flatMap(rule -> rule.match().headers().keySet().stream())
            .collect(Collectors.toUnmodifiableSet());
    for (var rule : rules.rules()) {
      byName.put(rule.name(), RuleTerms.of(rule, general, config, selecting, limiters));
    }
    noteTheWary();
    this.limitRates = byName.values().stream().anyMatch(terms -> terms.rate() != null);
    this.unruled =
        new Unruled(
            general,
            config.http().compression().enabled(),
            this.pools.get(GatewayConfig.DEFAULT_UPSTREAM));
  }

  /** One of how many requests of a rule is logged; of those without a rule, for null. */
  int logSample(@Nullable String rule) {
    var terms = rule == null ? null : byName.get(rule);
    var own = terms == null ? null : terms.rule().settings().logSample();
    return own == null ? logSample : own;
  }

  /**
   * A rule without conditions on the response either looks nothing up or lets everything answer.
   */
  private void noteTheWary() {
    boolean refused = false;
    for (int i = rules.rules().size() - 1; i >= 0; i--) {
      var rule = rules.rules().get(i);
      refused |= !rule.settings().cache();
      if (refused && rule.match().asksForResponse()) {
        wary.add(rule.name());
      }
    }
  }

  /** The policy of a request; the same object for all requests that no rule concerns. */
  RequestPolicy of(RequestHead request) {
    if (rules.rules().isEmpty()) {
      return unruled;
    }
    var seen = new SeenRequest(request);
    return rules
        .governing(seen)
        .<RequestPolicy>map(rule -> new Ruled(this, terms(rule), seen))
        .orElse(unruled);
  }

  /** Whether any rule has a rate limit. */
  boolean limitRates() {
    return limitRates;
  }

  /** The rate limit that a request of this policy falls under, or null. */
  @Nullable RateTerms rate(RequestPolicy policy) {
    return policy instanceof Ruled ruled ? ruled.terms().rate() : null;
  }

  /** The terms of the rule that a response falls under, or null. */
  @Nullable RuleTerms forResponse(RuleRequest request, RuleResponse response) {
    return rules.forResponse(request, response).map(this::terms).orElse(null);
  }

  /** Whether what was stored may now be a response that the rules want to be asked for. */
  boolean isWary(Rule rule) {
    return !wary.isEmpty() && wary.contains(rule.name());
  }

  /** The origins of that name, or null. */
  @Nullable UpstreamPool pool(String name) {
    return pools.get(name);
  }

  /** The terms of what falls under no rule. */
  CachePolicy general() {
    return general;
  }

  private RuleTerms terms(Rule rule) {
    return Objects.requireNonNull(byName.get(rule.name()), "names of rules are unique");
  }

  private static CachePolicy general(GatewayConfig config) {
    var cache = config.cache();
    var heuristic = cache.heuristic();
    // Whether content is a question or an order is for a rule to say, not for the method.
    var methods = new HashSet<>(cache.methods());
    methods.retainAll(CachePolicy.DEFAULT.methods());
    return CachePolicy.DEFAULT.toBuilder()
        .methods(methods)
        .targetedFields(cache.targetedFields())
        .heuristic(heuristic.enabled() ? heuristic.percent() / 100.0 : 0, heuristic.max())
        .ttl(cache.ttl(), false)
        .cookies(RuleTerms.cookies(cache.cookies()))
        .grace(cache.grace(), cache.grace())
        .tagFields(
            new TagFields(
                config.tags().fields(),
                config.tags().pass(),
                config.tags().maxPerResponse(),
                config.tags().maxBytes()))
        .build();
  }

  /** HTTP alone decides. */
  private record Unruled(
      CachePolicy forRequest, Applied applied, boolean isCompressed, @Nullable UpstreamPool pool)
      implements RequestPolicy {
    Unruled(CachePolicy policy, boolean isCompressed, @Nullable UpstreamPool pool) {
      this(policy, new Applied(policy, RuleTags.NONE, FieldRewrites.NONE), isCompressed, pool);
    }

    @Override
    public @Nullable String rule() {
      return null;
    }

    @Override
    public long wholeForRangeBytes() {
      return 0;
    }

    @Override
    public boolean serves(CacheEntry entry) {
      return true;
    }

    @Override
    public CacheKey key(RequestHead request, @Nullable String contentDigest) {
      return CacheKey.of(request.method(), request.target());
    }

    @Override
    public FieldRewrites toOrigin() {
      return FieldRewrites.NONE;
    }

    @Override
    public Applied forResponse(int status, Fields fields, long bodyBytes, @Nullable Buffer body) {
      return applied;
    }

    @Override
    public boolean invalidatesByResponse() {
      return false;
    }

    @Override
    public RuleTags invalidates(@Nullable ResponseHead response, @Nullable Buffer body) {
      return RuleTags.NONE;
    }

    @Override
    public List<String> prefetches() {
      return List.of();
    }
  }
}
