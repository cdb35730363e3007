package io.sluice.gateway.bootstrap;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks the control API of a running node. */
final class AdminClient {
  private final AdminOptions admin;
  private @Nullable HttpClient client;

  /** The node answers, but does not do it. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private RefusedException(HttpResponse<String> response) {
      super(response.statusCode() + ": " + detail(response.body()), null, false, false);
    }

    private static String detail(String body) {
      try {
        return new JsonObject(body).getString("detail");
      } catch (DecodeException noSluice) {
        return "no answer of a control API (--admin)";
      }
    }
  }

  AdminClient(AdminOptions admin) {
    this.admin = admin;
  }

  /** What a GET of this path tells. */
  JsonObject get(String path) throws IOException, InterruptedException, RefusedException {
    return read(send("GET", path, null, Duration.ofSeconds(30)), 200);
  }

  /** The content of an answer with this status. */
  static JsonObject read(HttpResponse<String> response, int expected) throws RefusedException {
    if (response.statusCode() != expected) {
      throw new RefusedException(response);
    }
    return new JsonObject(response.body());
  }

  /** What to tell when there is no answer. */
  String unreachable(Exception failed) {
    return "no answer from " + admin.url + ": " + failed + " (is the node up? --admin)";
  }

  /**
   * Sends a request.
   *
   * @param json the body, or null for none
   * @throws IOException when there is no answer, or the token or a certificate cannot be read
   * @throws IllegalArgumentException for an admin port that is no URL
   */
  HttpResponse<String> send(String method, String path, @Nullable String json, Duration timeout)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(admin.url + path))
            .timeout(timeout)
            .header("content-type", "application/json")
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json));
    var token = admin.token();
    if (token != null && !token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    return client().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpClient client() throws IOException {
    var made = client;
    if (made == null) {
      var builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
      var tls = admin.tls();
      made = (tls == null ? builder : builder.sslContext(tls)).build();
      client = made;
    }
    return made;
  }
}
