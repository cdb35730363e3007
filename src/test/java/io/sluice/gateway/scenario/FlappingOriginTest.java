package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.TcpProxy;
import io.sluice.gateway.testing.Until;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An origin that comes and goes, and what the metrics say of it. */
class FlappingOriginTest {
  private static final Duration LONGEST = Duration.ofSeconds(2);

  @Test
  void eachOutageIsAnsweredAtOnceAndEachReturnIsNoticed() {
    try (var origin = ScriptedOrigin.started();
        var link = TcpProxy.to(origin.port());
        var gateway =
            GatewayUnderTest.with(
                "vertx.event-loops", "1",
                "upstreams.default.origins", "http://127.0.0.1:" + link.port(),
                "upstreams.default.first-byte-timeout", "500ms",
                "upstreams.default.connect-timeout", "500ms",
                "upstreams.default.breaker.max-failures", "3",
                "upstreams.default.breaker.reset-timeout", "100ms")) {
      gateway.start();
      origin.otherwise(OriginAnswer.ok("x").field("Cache-Control", "no-store"));
      for (int round = 0; round < 6; round++) {
        assertThat(gateway.get("/up").status()).isEqualTo(200);
        if (round % 2 == 0) {
          link.cut();
        } else {
          link.stall();
        }
        Until.met(
            () -> {
              long begin = System.nanoTime();
              assertThat(gateway.get("/down").status()).isIn(502, 503, 504);
              assertThat(System.nanoTime() - begin).isLessThan(LONGEST.toNanos());
              return circuitsOpen(gateway) == 1;
            });
        link.mend();
        Until.met(() -> gateway.get("/up").status() == 200 && circuitsOpen(gateway) == 0);
      }
      assertThat(metric(gateway, "sluice_origin_outstanding")).isZero();
      Until.met(() -> metric(gateway, "sluice_origin_in_flight") == 0);
    }
  }

  private static double circuitsOpen(GatewayUnderTest gateway) {
    return metric(gateway, "sluice_origin_circuits_open");
  }

  private static double metric(GatewayUnderTest gateway, String name) {
    return gateway
        .admin("GET", "/metrics", "")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + '{'))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
