package io.sluice.gateway.bootstrap.consistency;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.List;
import java.util.Locale;

/** Changes pages, invalidates them through the control API, and remembers what succeeded. */
final class Writer {
  private static final String ORDER_TIMEOUT = "10s";

  /** Longer than the order may take, for an admin port that is slow to say so. */
  private static final long TIMEOUT_MILLIS = 15_000;

  private final WebClient client;
  private final Site site;
  private final Tally tally;
  private final Reader.Run run;
  private final List<String> admins;
  private final String token;

  Writer(WebClient client, Site site, Tally tally, Reader.Run run, CheckOptions options) {
    this.client = client;
    this.site = site;
    this.tally = tally;
    this.run = run;
    this.admins = options.admins().stream().map(admin -> "http://" + admin.getAuthority()).toList();
    this.token = options.token();
  }

  /** Submits an order to one admin port. */
  Future<HttpResponse<Buffer>> post(String admin, JsonObject order) {
    var request = client.postAbs(admin + "/cache/invalidations").timeout(TIMEOUT_MILLIS);
    if (!token.isEmpty()) {
      request.bearerTokenAuthentication(token);
    }
    return request.sendJsonObject(order);
  }

  /** Changes and invalidates something; fails if there is no answer at all. */
  Future<?> invalidateAny() {
    String admin = admins.get(run.random().nextInt(admins.size()));
    var order = Order.random(site, run.random());
    long submitted = System.nanoTime();
    return post(admin, order.json().copy().put("timeout", ORDER_TIMEOUT))
        .onSuccess(response -> answered(order, admin, submitted, response))
        .onFailure(
            failure -> {
              String why = failure.getClass().getSimpleName();
              tally.refused(why);
              order.note(submitted, System.nanoTime(), why, admin);
            });
  }

  private void answered(Order order, String admin, long submitted, HttpResponse<Buffer> response) {
    long received = System.nanoTime();
    if (response.statusCode() == 200 && isComplete(response)) {
      tally.succeeded(received - submitted);
      order.confirm(
          String.format(
              Locale.ROOT,
              "%s by %s, submitted %.4f s, success %.4f s%n  receipt: %s",
              order.json().encode(),
              admin,
              (submitted - run.startNanos()) / 1e9,
              (received - run.startNanos()) / 1e9,
              response.bodyAsString()));
    } else if (response.statusCode() == 202) {
      tally.pending();
    } else {
      tally.refused(String.valueOf(response.statusCode()));
    }
    order.note(submitted, received, "purge " + response.statusCode(), admin);
  }

  private static boolean isComplete(HttpResponse<Buffer> response) {
    try {
      return response.bodyAsJsonObject().getBoolean("complete", false);
    } catch (DecodeException | ClassCastException noReceipt) {
      return false;
    }
  }
}
