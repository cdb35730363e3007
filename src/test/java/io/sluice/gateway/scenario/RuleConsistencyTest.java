package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.Until;
import org.junit.jupiter.api.Test;

/** What entries are worth, by their rules, while invalidations may be unknown. */
class RuleConsistencyTest {
  @Test
  void anEntryIsValidatedOrServedAsItsRuleSays() {
    try (var redis = RealRedis.started();
        var gateway =
            GatewayUnderTest.with(
                    "invalidation.lease",
                    "1s",
                    "invalidation.heartbeat",
                    "100ms",
                    "redis.command-timeout",
                    "300ms",
                    "rules",
                    """
                    - {name: strict, match: {path: /strict}}
                    - {name: available, match: {path: /available}, consistency: available}
                    - {name: none, match: {path: /none}, consistency: none}
                    """)
                .redis(redis)) {
      gateway.start();
      for (var path : new String[] {"/strict", "/available", "/none"}) {
        gateway
            .origin()
            .on(
                path,
                request ->
                    (request.field("If-None-Match") == null ? ok("x") : status(304))
                        .field("Cache-Control", "max-age=600")
                        .field("ETag", "\"1\""));
        gateway.get(path);
        Until.met(() -> "HIT".equals(gateway.get(path).xCache()));
      }

      redis.kill();
      Until.met(() -> !gateway.admin("GET", "/cluster", "").text().contains("\"trusted\":true"));

      assertThat(gateway.get("/strict").xCache()).isEqualTo("REVALIDATED");
      assertThat(gateway.get("/available").xCache()).isEqualTo("REVALIDATED");
      assertThat(gateway.get("/none").xCache()).isEqualTo("HIT");

      gateway.origin().on("/strict", status(503)).on("/available", status(503));
      assertThat(gateway.get("/strict").status()).isEqualTo(503);
      var unverified = gateway.get("/available");
      assertThat(unverified.text()).isEqualTo("x");
      assertThat(unverified.cacheStatus()).contains("detail=unverified");
    }
  }
}
