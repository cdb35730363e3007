package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;

/** Requests for pages of the catalogue, at {@code #{gateway}}. */
final class Page {
  /** Part of the key: the instances must agree on it. */
  private static final String HOST = System.getProperty("host", "catalogue.test");

  private Page() {}

  /** The gateway's cache is under test, not a browser's. */
  static HttpProtocolBuilder protocol() {
    return http.disableCaching().shareConnections().acceptHeader("application/json");
  }

  /** Leaves {@code xCache} and {@code millis} in the session. */
  static HttpRequestActionBuilder read(String name, String path) {
    return http(name)
        .get("#{gateway}" + path)
        .header("Host", HOST)
        .check(
            status().is(200),
            header("X-Cache").saveAs("xCache"),
            responseTimeInMillis().saveAs("millis"));
  }

  /** Gives {@code #{product}} the price {@code #{price}}. */
  static HttpRequestActionBuilder write() {
    return http("write")
        .put("#{gateway}/products/#{product}")
        .header("Host", HOST)
        .body(StringBody("{\"price\":#{price}}"))
        .check(status().is(200));
  }
}
