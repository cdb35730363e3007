package io.sluice.gateway.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule changes; null = as without the rule.
 *
 * @param cache false = not stored; see also {@link Rule#bypasses}
 * @param ttl lifetime of responses that name none; with {@code override} of all
 * @param override whether {@code ttl} replaces the origin's lifetime and no-cache; never no-store,
 *     private, Authorization or Set-Cookie
 * @param staleWhileRevalidate where the response does not say
 * @param staleIfError where the response does not say
 * @param negativeTtl lifetime of statuses from 400 on that name none
 * @param immutable positive responses stay fresh for ever, and negative ones are stored only with a
 *     {@code negativeTtl}
 * @param heuristic whether a lifetime may be guessed
 * @param honourRequestDirectives whether a client's Cache-Control counts
 * @param wholeForRangeBytes the longest response that is fetched whole when a range of it is asked
 *     for; 0 = such a request is passed through
 * @param compress whether responses are compressed for clients that accept it
 * @param rateLimit null = none
 * @param logSample one of so many of its requests is in the request logs
 * @param upstream name of the upstream that serves the request
 * @param request what the origin gets instead of what the client sent
 * @param response what clients get instead of what the origin sent
 * @param tags added to stored responses
 * @param invalidates tags that a successful unsafe request invalidates
 * @param prefetch paths that are fetched once such a request has succeeded
 */
public record RuleSettings(
    boolean cache,
    @Nullable Duration ttl,
    boolean override,
    @Nullable Duration staleWhileRevalidate,
    @Nullable Duration staleIfError,
    @Nullable Duration negativeTtl,
    boolean immutable,
    @Nullable Boolean heuristic,
    @Nullable CookiePolicy cookies,
    boolean honourRequestDirectives,
    Consistency consistency,
    long wholeForRangeBytes,
    @Nullable Boolean compress,
    @Nullable RateLimit rateLimit,
    @Nullable Integer logSample,
    @Nullable String upstream,
    KeyParts key,
    FieldRules request,
    FieldRules response,
    List<Template> tags,
    List<Template> invalidates,
    List<Template> prefetch) {
  public RuleSettings {
    tags = List.copyOf(tags);
    invalidates = List.copyOf(invalidates);
    prefetch = List.copyOf(prefetch);
  }
}
