package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.util.Map;

/** Calls of the control API, with the property {@code token} where one is set. */
final class ControlApi {
  private ControlApi() {}

  /** The fields that say who asks. */
  static Map<String, String> credentials() {
    String token = System.getProperty("token", "");
    return token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token);
  }

  /**
   * A purge of {@code product:#{product}} at {@code #{admin}} whose receipt must be complete;
   * {@code millis} is how long it took.
   */
  static HttpRequestActionBuilder purgeOfProduct() {
    return http("purge")
        .post("#{admin}/cache/invalidations")
        .headers(credentials())
        .body(StringBody("{\"tags\":[\"product:#{product}\"]}"))
        .check(
            status().is(200),
            substring("\"complete\":true"),
            responseTimeInMillis().saveAs("millis"));
  }
}
