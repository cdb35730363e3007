package io.sluice.gateway.bootstrap;

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
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  AdminClient(AdminOptions admin) {
    this.admin = admin;
  }

  /**
   * Sends a request.
   *
   * @param json the body, or null for none
   * @throws IOException when there is no answer, or the token cannot be read
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
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
