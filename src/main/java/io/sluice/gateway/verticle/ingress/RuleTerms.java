package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.CachePolicy;
import io.sluice.gateway.caching.KeyPart;
import io.sluice.gateway.caching.QueryRules;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.config.CacheConfig;
import io.sluice.gateway.config.CookiePolicy;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.KeyParts;
import io.sluice.gateway.config.Rule;
import io.sluice.gateway.config.RuleSettings;
import io.sluice.gateway.config.StatusRange;
import io.sluice.gateway.spi.RateLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One rule, made ready for use: its policies, and how it makes keys.
 *
 * @param lookup for requests that the rule governs
 * @param storing for responses that fall under it
 * @param query null = the query is left alone
 * @param selecting fields by which any rule is selected, in lower case: they are keyed as they were
 *     sent, or requests of one key could fall under different rules
 * @param compress whether responses to requests that it governs may be compressed
 * @param rate null = no limit
 * @param toOrigin what changes in requests that it governs
 * @param toClient what changes in responses that fall under it
 */
record RuleTerms(
    Rule rule,
    CachePolicy lookup,
    CachePolicy storing,
    @Nullable QueryRules query,
    KeyParts key,
    Set<String> selecting,
    boolean compress,
    @Nullable RateTerms rate,
    FieldTerms toOrigin,
    FieldTerms toClient,
    TagTerms tags,
    TagTerms invalidates) {

  /** One commit takes twice as many, and a write invalidates others beside those of its rule. */
  private static final int MOST_INVALIDATED = 5_000;

  static RuleTerms of(
      Rule rule,
      CachePolicy general,
      GatewayConfig config,
      Set<String> selecting,
      Function<Rule, RateLimiter> limiters) {
    var storing = storing(rule, general, config.cache());
    var compress = rule.settings().compress();
    var key = rule.settings().key();
    int maxTags = config.tags().maxPerResponse();
    var tags = new TagTerms(rule.settings().tags(), maxTags);
    var invalidates =
        new TagTerms(rule.settings().invalidates(), Math.min(maxTags, MOST_INVALIDATED));
    // A coded body tells no tags.
    Set<String> dropped =
        tags.useBody() || invalidates.useBody() ? Set.of("accept-encoding") : Set.of();
    boolean rewrites = key.querySort() || key.queryAllow() != null || !key.queryDeny().isEmpty();
    return new RuleTerms(
        rule,
        storing.toBuilder().cache(!rule.bypasses()).build(),
        storing,
        rewrites ? new QueryRules(key.querySort(), key::includesParameter) : null,
        key,
        selecting,
        compress == null ? config.http().compression().enabled() : compress,
        RateTerms.of(rule, limiters),
        FieldTerms.of(rule.settings().request(), dropped),
        FieldTerms.of(rule.settings().response(), Set.of()),
        tags,
        invalidates);
  }

  private static CachePolicy storing(Rule rule, CachePolicy general, CacheConfig config) {
    RuleSettings settings = rule.settings();
    Set<String> methods = new HashSet<>(general.methods());
    methods.addAll(rule.storedMethods());
    var policy =
        general.toBuilder()
            .cache(settings.cache())
            .methods(methods)
            .statuses(statuses(rule.match().statuses()))
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
          settings.heuristic() ? config.heuristic().percent() / 100.0 : 0, general.heuristicMax());
    }
    return policy.build();
  }

  /** Every status of the ranges: one that a rule names gets its lifetime, even a passing error. */
  private static Set<Integer> statuses(List<StatusRange> ranges) {
    var statuses = new HashSet<Integer>();
    for (var range : ranges) {
      for (int status = range.first(); status <= range.last(); status++) {
        statuses.add(status);
      }
    }
    return statuses;
  }

  private static Duration or(@Nullable Duration value, Duration otherwise) {
    return value == null ? otherwise : value;
  }

  static CachePolicy.CookieMode cookies(CookiePolicy configured) {
    return CachePolicy.CookieMode.valueOf(configured.name());
  }

  /** See {@link io.sluice.gateway.message.RequestPolicy#key}. */
  CacheKey key(RequestHead request, @Nullable String contentDigest) {
    var target = query == null ? request.target() : query.apply(request.target());
    if (key.headers().isEmpty() && key.cookies().isEmpty() && contentDigest == null) {
      return CacheKey.of(request.method(), target);
    }
    var parts = new ArrayList<String>();
    for (String name : key.headers()) {
      parts.add(
          selecting.contains(name)
              ? KeyPart.headerAsSent(name, request.fields())
              : KeyPart.header(name, request.fields()));
    }
    for (String name : key.cookies()) {
      parts.add(KeyPart.cookie(name, request.fields()));
    }
    if (contentDigest != null) {
      // The same bytes may mean something else under another type.
      parts.add(KeyPart.header("content-type", request.fields()));
      parts.add(KeyPart.header("content-encoding", request.fields()));
      parts.add(KeyPart.body(contentDigest));
    }
    return CacheKey.of(request.method(), target, parts);
  }
}
