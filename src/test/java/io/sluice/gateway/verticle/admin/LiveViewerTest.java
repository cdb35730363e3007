package io.sluice.gateway.verticle.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A connection whose buffers are full cannot be had at will: the kernel's alone hold megabytes. */
class LiveViewerTest {
  private static final Buffer EVENT = Buffer.buffer("data: {}\n\n");

  private final Map<String, Integer> calls = new HashMap<>();
  private boolean full;
  private final LiveViewer viewer =
      new LiveViewer(
          stub(
              HttpServerRequest.class,
              Map.of(
                  "response",
                  () ->
                      stub(
                          HttpServerResponse.class,
                          Map.of("writeQueueFull", () -> full, "closed", () -> false)),
                  "connection",
                  () -> stub(HttpConnection.class, Map.of()))),
          () -> true);

  /** Counts what is called, and answers null unless told otherwise. */
  private <T> T stub(Class<T> type, Map<String, Supplier<Object>> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              calls.merge(method.getName(), 1, Integer::sum);
              var answer = answers.get(method.getName());
              return answer == null ? null : answer.get();
            }));
  }

  private boolean show(int snapshots) {
    boolean on = true;
    for (int i = 0; i < snapshots; i++) {
      on = viewer.show(EVENT);
    }
    return on;
  }

  @Test
  void whoReadsTooSlowlyMissesSnapshotsAndIsLeftAfterThirty() {
    show(5);
    full = true;
    assertThat(show(29)).isTrue();
    assertThat(calls).containsEntry("write", 5).doesNotContainKey("close");

    assertThat(show(1)).isFalse();
    assertThat(calls).containsEntry("write", 5).containsEntry("close", 1);
  }

  @Test
  void whoCatchesUpIsForgiven() {
    full = true;
    show(29);
    full = false;
    show(1);
    full = true;
    assertThat(show(29)).isTrue();
  }

  @Test
  void theStreamEndsAfterTenMinutesSoThatTheTokenIsLookedAtAgain() {
    assertThat(show(599)).isTrue();
    assertThat(show(1)).isFalse();
    assertThat(calls).containsEntry("write", 599).containsEntry("end", 1);
  }
}
