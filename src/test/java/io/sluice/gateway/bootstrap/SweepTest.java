package io.sluice.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.adapter.caffeine.CaffeineStore;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.ConfigResult;
import io.sluice.gateway.config.ConfigSources;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.spi.CacheEvents;
import io.sluice.gateway.testing.Until;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SweepTest {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger sweeps = new AtomicInteger();
  private final Sweep sweep =
      new Sweep(
          vertx,
          new CaffeineStore(1 << 20, 1000, 1, new CacheEvents()),
          () -> {
            sweeps.incrementAndGet();
            return null;
          });

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static GatewayConfig every(String interval, String ttl) {
    var result =
        ConfigLoader.load(
            new ConfigSources(
                List.of(),
                null,
                Map.of(),
                Map.of("cache.cleanup-interval", interval, "redis.max-entry-ttl", ttl),
                ConfigSources.Machine.current("localhost")));
    assertThat(result).isInstanceOf(ConfigResult.Ok.class);
    return ((ConfigResult.Ok) result).config();
  }

  /** The reloads come so often that each would put the sweep off for ever. */
  @Test
  void reloadsDoNotPutTheSweepOff() {
    var one = every("1s", "1h");
    var other = every("1s", "2h");
    Until.met(
        () -> {
          sweep.by(one);
          sweep.by(other);
          return sweeps.get() >= 2;
        });
  }

  @Test
  void aReloadChangesTheInterval() {
    sweep.by(every("1d", "1h"));
    sweep.by(every("1s", "1h"));
    Until.met(() -> sweeps.get() >= 1);
  }
}
