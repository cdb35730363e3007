package io.sluice.loadtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gateways and the origin behind them, from properties.
 *
 * @param baseUrls data ports, one for each instance
 * @param adminUrls admin ports in the same order
 * @param origin empty: what reached it is not asked
 */
record Site(List<String> baseUrls, List<String> adminUrls, String origin) {
  private static final Pattern COUNT = Pattern.compile("\"([A-Z]+) (/[^\"]*)\":([0-9]+)");
  private static final Pattern SENT =
      Pattern.compile("(?m)^sluice_origin_request_total ([0-9.E]+)");
  private static final Pattern ORIGIN =
      Pattern.compile("(?m)^sluice_origin_up\\{origin=\"([^\"]+)\"");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  Site {
    if (adminUrls.size() != baseUrls.size()) {
      throw new IllegalArgumentException(
          "admin URLs: " + adminUrls + " (expected: one for each of " + baseUrls + ")");
    }
  }

  /** From {@code baseUrls} and {@code adminUrls}. */
  static Site gateways() {
    return new Site(baseUrlsGiven(), urls("adminUrls", "http://127.0.0.1:9090"), "");
  }

  /** Where nothing else of the gateways is needed. */
  static List<String> baseUrlsGiven() {
    return urls("baseUrls", "http://127.0.0.1:8080");
  }

  /** With {@code origin}, too; unless it is set, the one that the first instance names. */
  static Site shared() {
    Site site = gateways();
    String origin = System.getProperty("origin", "");
    return new Site(site.baseUrls, site.adminUrls, origin.isEmpty() ? site.namedOrigin() : origin);
  }

  static List<String> urls(String property, String otherwise) {
    String value = System.getProperty(property, otherwise);
    return value.isEmpty() ? List.of() : List.of(value.split(","));
  }

  int size() {
    return baseUrls.size();
  }

  /** How many requests have reached the origin, of a method and paths. */
  long reached(String method, Pattern path) {
    long sum = 0;
    Matcher count = COUNT.matcher(get(origin + "/stats", Map.of()));
    while (count.find()) {
      if (count.group(1).equals(method) && path.matcher(count.group(2)).matches()) {
        sum += Long.parseLong(count.group(3));
      }
    }
    return sum;
  }

  /** How many requests the gateways have sent to origins. */
  long originRequests() {
    double sum = 0;
    for (String admin : adminUrls) {
      sum += Double.parseDouble(metric(admin, SENT));
    }
    return Math.round(sum);
  }

  private String namedOrigin() {
    return metric(adminUrls.get(0), ORIGIN);
  }

  private static String metric(String admin, Pattern pattern) {
    Matcher found = pattern.matcher(get(admin + "/metrics", ControlApi.credentials()));
    if (!found.find()) {
      throw new IllegalStateException(admin + "/metrics: expected a line with " + pattern);
    }
    return found.group(1);
  }

  private static String get(String url, Map<String, String> fields) {
    try {
      var request = HttpRequest.newBuilder(URI.create(url));
      fields.forEach(request::header);
      HttpResponse<String> answer =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("status " + answer.statusCode() + " (expected: 200)");
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(url + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
