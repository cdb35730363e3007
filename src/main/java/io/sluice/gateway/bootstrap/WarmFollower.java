package io.sluice.gateway.bootstrap;

import io.sluice.gateway.bootstrap.AdminClient.RefusedException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Gives a node an order to warm up, and follows it to its end. */
final class WarmFollower {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 250;
  private static final String[] PROGRESS = {
    "/id", "/state", "/done", "/total", "/failed", "/millis", "/errors"
  };

  private final AdminClient node;
  private final PrintWriter out;
  private final ProgressBar bar;
  private final boolean json;

  WarmFollower(AdminClient node, PrintWriter out, ProgressBar bar, boolean json) {
    this.node = node;
    this.out = out;
    this.bar = bar;
    this.json = json;
  }

  /** Whether everything was fetched. */
  boolean run(JsonObject order) throws IOException, InterruptedException, RefusedException {
    var begun = node.send("POST", "/cache/warm", order.encode(), TIMEOUT);
    var progress = AdminClient.read(begun, 202, PROGRESS);
    while (progress.getString("state").equals("running")) {
      bar.show(progress);
      // A pause that ends with the process.
      new CountDownLatch(1).await(POLL_MILLIS, TimeUnit.MILLISECONDS);
      progress = node.get("/cache/warm/" + progress.getString("id"), PROGRESS);
    }
    bar.show(progress);
    bar.end();
    print(progress);
    return progress.getString("state").equals("done") && progress.getLong("failed") == 0;
  }

  private void print(JsonObject progress) {
    if (json) {
      out.println(progress.encode());
    } else {
      out.printf(
          "%s  %s: %d of %d, %d stored, %d there before, %d not to be stored, %d failed, %d ms%n",
          progress.getString("id"),
          progress.getString("state"),
          progress.getLong("done"),
          progress.getLong("total"),
          progress.getLong("stored"),
          progress.getLong("hits"),
          progress.getLong("notStored"),
          progress.getLong("failed"),
          progress.getLong("millis"));
      progress.getJsonArray("errors").forEach(error -> out.println("  " + error));
    }
    out.flush();
  }
}
