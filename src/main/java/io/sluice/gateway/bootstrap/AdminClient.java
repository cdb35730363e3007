package io.sluice.gateway.bootstrap;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
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

  /** Somebody answers, but does not do it, or is no node. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private RefusedException(HttpResponse<String> response) {
      this(response.statusCode() + ": " + detail(response.body()));
    }

    private RefusedException(String message) {
      super(message, null, false, false);
    }

    private static String detail(String body) {
      String detail = null;
      try {
        detail = new JsonObject(body).getString("detail");
      } catch (DecodeException noSluice) {
        // Told as what has none.
      }
      return detail == null ? "no answer of a control API (--admin)" : detail;
    }
  }

  AdminClient(AdminOptions admin) {
    this.admin = admin;
  }

  /**
   * What a GET of this path tells.
   *
   * @param has as in {@link #read}
   */
  JsonObject get(String path, String... has)
      throws IOException, InterruptedException, RefusedException {
    return read(send("GET", path, null, Duration.ofSeconds(30)), 200, has);
  }

  /**
   * The content of an answer with this status.
   *
   * @param has pointers (RFC 6901) to what a node would tell; who does not is none
   */
  static JsonObject read(HttpResponse<String> response, int expected, String... has)
      throws RefusedException {
    if (response.statusCode() != expected) {
      throw new RefusedException(response);
    }
    try {
      var content = new JsonObject(response.body());
      for (var pointer : has) {
        if (JsonPointer.from(pointer).queryJson(content) == null) {
          throw new RefusedException(stranger(response.uri(), "without " + pointer));
        }
      }
      return content;
    } catch (DecodeException noObject) {
      throw new RefusedException(stranger(response.uri(), "no JSON object"));
    }
  }

  private static String stranger(URI asked, String why) {
    return asked
        + " is answered, but not as by a node of Sluice ("
        + why
        + "): --admin is to name the admin port of one";
  }

  /** What to tell when an answer cannot be that of a node. */
  String stranger(ClassCastException otherTypes) {
    return stranger(URI.create(admin.url), String.valueOf(otherTypes.getMessage()));
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
