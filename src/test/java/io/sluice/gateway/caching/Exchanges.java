package io.sluice.gateway.caching;

/** Requests and responses in few words, on a clock that starts at {@link #T0}. */
final class Exchanges {
  /** A whole second, Tue, 14 Nov 2023 22:13:20 GMT. */
  static final long T0 = 1_700_000_000_000L;

  private Exchanges() {}

  /** {@code T0} plus seconds, in milliseconds. */
  static long at(double seconds) {
    return T0 + (long) (seconds * 1000);
  }

  /** The HTTP date at {@code T0} plus seconds. */
  static String date(long seconds) {
    return HttpDate.format(T0 + seconds * 1000);
  }

  static RequestTarget target(String uri) {
    try {
      String scheme = uri.substring(0, uri.indexOf("://"));
      return RequestTarget.parse("GET", uri, scheme, "ignored.example");
    } catch (InvalidTargetException e) {
      throw new IllegalArgumentException(e.detail(), e);
    }
  }

  static RequestHead request(String method, String uri, String... fields) {
    return new RequestHead(method, target(uri), StoredFields.of(fields));
  }

  static RequestHead get(String... fields) {
    return request("GET", "https://shop.example/a/b?q=1", fields);
  }

  /** A response sent and received at T0. */
  static ResponseHead response(int status, String... fields) {
    return responseAt(T0, status, fields);
  }

  static ResponseHead responseAt(long millis, int status, String... fields) {
    return new ResponseHead(status, StoredFields.of(fields), millis, millis);
  }

  static StoreDecision decide(RequestHead request, ResponseHead response, CachePolicy policy) {
    return StoreDecision.decide(request, response, policy, RuleTags.NONE);
  }

  /** What is stored of a 200 to a plain GET; fails when it is not stored. */
  static StoredResponse stored(String... fields) {
    return stored(get(), response(200, fields), CachePolicy.DEFAULT);
  }

  static StoredResponse stored(RequestHead request, ResponseHead response, CachePolicy policy) {
    StoreDecision decision = decide(request, response, policy);
    if (decision instanceof StoreDecision.Store store) {
      return store.response();
    }
    throw new AssertionError("not stored: " + decision);
  }

  static CacheDecision reuse(RequestHead request, StoredResponse stored, double seconds) {
    return CacheDecision.decide(
        request, stored, true, Validity.VALID, CachePolicy.DEFAULT, at(seconds));
  }
}
