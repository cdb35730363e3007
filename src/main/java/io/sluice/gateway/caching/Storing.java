package io.sluice.gateway.caching;

import io.sluice.gateway.caching.CachePolicy.CookieMode;
import io.sluice.gateway.caching.Freshness.Source;
import io.sluice.gateway.caching.StoreDecision.DoNotStore;
import io.sluice.gateway.caching.StoreDecision.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Storing responses in a shared cache (RFC 9111 §3). */
final class Storing {
  private Storing() {}

  static StoreDecision decide(
      RequestHead request, ResponseHead response, CachePolicy policy, RuleTags ruleTags) {
    ResponseDirectives directives =
        ResponseDirectives.parse(response.fields(), policy.targetedFields());
    Freshness freshness =
        Lifetimes.freshness(
            response.status(),
            response.fields(),
            directives,
            policy,
            response.responseTimeMillis());
    String refusal = refusal(request, response, policy, directives, freshness);
    if (refusal != null) {
      return new DoNotStore(refusal, false);
    }
    boolean fresh =
        !freshness.noCache()
            && freshness.lifetimeSeconds() * 1000 > Lifetimes.initialAgeMillis(response);
    boolean setsCookie = setsCookie(response.fields());
    boolean shareable = fresh && !(setsCookie && policy.cookies() == CookieMode.EXPLICIT);
    if (!policy.statuses().isEmpty() && !policy.statuses().contains(response.status())) {
      return new DoNotStore("rule-status", shareable);
    }
    if (ruleTags.refusal() != null) {
      return new DoNotStore(ruleTags.refusal(), shareable);
    }
    var extracted =
        policy.tagFields().extract(response.fields(), request.target(), ruleTags.tags());
    if (extracted instanceof TagFields.Extracted.Refused refused) {
      return new DoNotStore(refused.reason(), shareable);
    }
    List<String> tags = ((TagFields.Extracted.Found) extracted).tags();
    StoredResponse stored = stored(request, response, policy, freshness, tags);
    if (!fresh && !isUseful(stored)) {
      return new DoNotStore("no-lifetime-no-validator", false);
    }
    return new Store(stored, shareable, ruleTags.awaitsBody());
  }

  private static StoredResponse stored(
      RequestHead request,
      ResponseHead response,
      CachePolicy policy,
      Freshness freshness,
      List<String> tags) {
    return new StoredResponse(
        response.status(),
        clean(response, policy),
        response.responseTimeMillis(),
        Lifetimes.initialAgeMillis(response),
        freshness,
        Vary.of(response.fields(), request.fields()),
        tags);
  }

  /** Whether a response that is not fresh on arrival is still worth keeping. */
  private static boolean isUseful(StoredResponse stored) {
    Freshness f = stored.freshness();
    boolean mayBeStale = !f.mustRevalidate() && !f.noCache();
    boolean hasWindow = f.staleWhileRevalidateSeconds() > 0 || f.staleIfErrorSeconds() > 0;
    return stored.hasValidator() || (mayBeStale && hasWindow);
  }

  /** Why HTTP or the rule forbids storing, or null; what is refused here is never shared. */
  private static @Nullable String refusal(
      RequestHead request,
      ResponseHead response,
      CachePolicy policy,
      ResponseDirectives directives,
      Freshness freshness) {
    if (!policy.cache()) {
      return "rule";
    }
    if (request.method().equals("HEAD")) {
      return "head";
    }
    if (!policy.methods().contains(request.method())
        && !isPostForGet(request, response, freshness)) {
      return "method";
    }
    String status = StatusRules.refusal(response.status());
    if (!status.isEmpty()) {
      return status;
    }
    String forbidden = forbiddenByDirective(response.status(), directives);
    if (forbidden != null) {
      return forbidden;
    }
    if (policy.immutable() && response.status() >= 400 && policy.negativeTtl() == null) {
      return "rule-negative";
    }
    if (policy.honourRequestDirectives() && RequestDirectives.parse(request.fields()).noStore()) {
      return "request-no-store";
    }
    if (Vary.names(response.fields()).contains("*")) {
      return "vary-any";
    }
    if (EventStream.is(response.fields().get(FieldNames.CONTENT_TYPE))) {
      return "event-stream";
    }
    return forbiddenByCredentials(request, response, policy, directives, freshness);
  }

  private static @Nullable String forbiddenByDirective(int status, ResponseDirectives d) {
    if (d.mustUnderstand() && !StatusRules.isUnderstood(status)) {
      return "must-understand";
    }
    if (d.noStore() && !d.mustUnderstand()) {
      return "no-store";
    }
    return d.isPrivate() ? "private" : null;
  }

  private static @Nullable String forbiddenByCredentials(
      RequestHead request,
      ResponseHead response,
      CachePolicy policy,
      ResponseDirectives directives,
      Freshness freshness) {
    boolean authorized = request.fields().contains(FieldNames.AUTHORIZATION);
    boolean permitted =
        directives.isPublic() || directives.sMaxageSeconds() >= 0 || directives.mustRevalidate();
    if (authorized && !permitted) {
      return "authorization";
    }
    boolean withCookie = request.fields().contains(FieldNames.COOKIE);
    if (withCookie && !freshness.source().isExplicit() && !freshness.noCache()) {
      return "cookie";
    }
    if (!setsCookie(response.fields())) {
      return null;
    }
    return switch (policy.cookies()) {
      case NEVER -> "set-cookie";
      case EXPLICIT -> {
        Source source = freshness.source();
        boolean own =
            source == Source.TARGETED || source == Source.S_MAXAGE || source == Source.MAX_AGE;
        yield own && !authorized && !withCookie ? null : "set-cookie";
      }
      case STRIP, STORE -> null;
    };
  }

  /** RFC 9110 §9.3.3: a POST's 200 that says it is what GET would give. */
  private static boolean isPostForGet(
      RequestHead request, ResponseHead response, Freshness freshness) {
    String location = response.fields().get(FieldNames.CONTENT_LOCATION);
    return request.method().equals("POST")
        && response.status() == 200
        && location != null
        && request.target().equals(request.target().resolve(location))
        && freshness.lifetimeSeconds() > 0
        && freshness.source().isExplicit()
        && !response.fields().contains(FieldNames.VARY); // POST's fields would not select for GET
  }

  static boolean setsCookie(Fields fields) {
    return fields.contains(FieldNames.SET_COOKIE) || fields.contains(FieldNames.SET_COOKIE2);
  }

  /** The fields to store: RFC 9111 §3.1, with a valid Date (RFC 9110 §6.6.1). */
  static StoredFields clean(ResponseHead response, CachePolicy policy) {
    Fields fields = response.fields();
    HopByHop hopByHop = HopByHop.of(fields);
    boolean strip = policy.cookies() == CookieMode.STRIP;
    var out = StoredFields.builder();
    fields.forEach(
        (name, value) -> {
          String lower = FieldNames.canonical(name);
          boolean cookie =
              lower.equals(FieldNames.SET_COOKIE) || lower.equals(FieldNames.SET_COOKIE2);
          if (!hopByHop.isRemoved(lower)
              && !HopByHop.isNeverStored(lower)
              && !policy.tagFields().isWithheld(lower)
              && !lower.equals(FieldNames.AGE)
              && !(strip && cookie)) {
            out.add(lower, value);
          }
        });
    long now = response.responseTimeMillis();
    String date = fields.get(FieldNames.DATE);
    if (date == null || HttpDate.parse(date, now) == HttpDate.INVALID) {
      out.set(FieldNames.DATE, HttpDate.format(now));
    }
    return out.build();
  }
}
