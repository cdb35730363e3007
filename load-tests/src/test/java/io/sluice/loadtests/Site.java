package io.sluice.loadtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gateways and the origin behind them, from properties.
 *
 * @param baseUrls data ports, one for each instance
 * @param adminUrls admin ports in the same order
 * @param origin the origin, or empty: then what reached it is not known
 */
record Site(List<String> baseUrls, List<String> adminUrls, String origin) {
  private static final Pattern COUNT = Pattern.compile("\"([A-Z]+) (/[^\"]*)\":([0-9]+)");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  Site {
    if (adminUrls.size() != baseUrls.size()) {
      throw new IllegalArgumentException(
          "admin URLs: " + adminUrls + " (expected: one for each of " + baseUrls + ")");
    }
  }

  /** From {@code baseUrls}, {@code adminUrls} and {@code origin}. */
  static Site shared() {
    return new Site(
        urls("baseUrls", "http://127.0.0.1:8080"),
        urls("adminUrls", "http://127.0.0.1:9090"),
        System.getProperty("origin", ""));
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
    Matcher count = COUNT.matcher(get(origin + "/stats"));
    while (count.find()) {
      if (count.group(1).equals(method) && path.matcher(count.group(2)).matches()) {
        sum += Long.parseLong(count.group(3));
      }
    }
    return sum;
  }

  private static String get(String url) {
    try {
      var request = HttpRequest.newBuilder(URI.create(url)).build();
      HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(url + ": status " + answer.statusCode() + " (expected: 200)");
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
