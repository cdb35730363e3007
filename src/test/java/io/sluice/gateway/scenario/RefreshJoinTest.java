package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A refresh in the background was ordered by a request that has been answered. Whoever joins it
 * first has joined it, and does not lead it.
 */
class RefreshJoinTest {
  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with();

  @Test
  void aRefreshFromBeforeAnInvalidationAnswersNobody() {
    var response = joinsAfterAnInvalidation("/changed", stored("/changed"), "old");

    assertThat(response).isEqualTo("new");
  }

  @Test
  void aPrivateAnswerToARefreshReachesNobody() {
    var secret = status(200).field("Cache-Control", "private, max-age=60");

    assertThat(joinsAfterAnInvalidation("/private", secret, "secret")).isEqualTo("new");
  }

  @Test
  void anAnswerThatMustNotBeStoredReachesNobodyWhoCameLater() {
    var passed = status(200).field("Cache-Control", "no-store");

    assertThat(joinsAfterAnInvalidation("/unstored", passed, "old")).isEqualTo("new");
  }

  /**
   * Lets a refresh begin, invalidates, joins the refresh, and lets it end.
   *
   * @return what the joiner gets
   */
  private static String joinsAfterAnInvalidation(String path, OriginAnswer refreshed, String body) {
    var gate = new Gate();
    var fetches = new AtomicInteger();
    gateway
        .origin()
        .on(
            path,
            request ->
                switch (fetches.incrementAndGet()) {
                  case 1 ->
                      ok("old")
                          .field("Cache-Control", "max-age=10, stale-while-revalidate=60")
                          .field("Age", "20")
                          .field("ETag", "\"old\"")
                          .field("Cache-Tag", path);
                  case 2 -> refreshed.waitAt(gate).body(body);
                  default -> stored(path).body("new");
                });
    gateway.get(path);
    assertThat(gateway.get(path).xCache()).isEqualTo("STALE");
    gate.awaitReached();
    gateway.purgeTags(path);

    try (var joiner = gateway.connect()) {
      joiner.request("GET", path);
      settle();
      assertThat(gateway.origin().count(path)).isEqualTo(2);
      gate.open();
      return joiner.response().text();
    }
  }

  private static OriginAnswer stored(String tag) {
    return status(200).field("Cache-Control", "max-age=60").field("Cache-Tag", tag);
  }

  /** Sends from other connections to make sure that the requests before it were taken in. */
  private static void settle() {
    gateway.origin().on("/settle", fresh("x"));
    for (int i = 0; i < 4; i++) {
      gateway.get("/settle");
    }
  }
}
