package io.sluice.gateway.verticle.warming;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.adapter.caffeine.CaffeineStore;
import io.sluice.gateway.invalidation.ApplyMessage;
import io.sluice.gateway.invalidation.InvalidationNode;
import io.sluice.gateway.invalidation.LeaseClock;
import io.sluice.gateway.invalidation.Peers;
import io.sluice.gateway.invalidation.ProtocolListener;
import io.sluice.gateway.invalidation.ProtocolOptions;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.CacheEvents;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.HotEntries;
import io.sluice.gateway.testing.EventLoop;
import io.sluice.gateway.verticle.warming.Progress.State;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long filling memory goes on, however slow the shared store is. */
class MemoryFillTest {
  private static final Duration LIMIT = Duration.ofMillis(100);

  private final Vertx vertx = Vertx.vertx();
  private final EventLoop loop = new EventLoop(vertx);

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  /** Would take twenty-five seconds for all of its names. */
  private final class SlowStore implements HotEntries {
    @Override
    public boolean isAvailable() {
      return true;
    }

    @Override
    public Future<Void> record(List<CacheEntry> entries) {
      return Future.succeededFuture();
    }

    @Override
    public Future<List<String>> names() {
      return Future.succeededFuture(Collections.nCopies(MOST, "e:{0}"));
    }

    @Override
    public Future<List<CacheEntry>> read(List<String> names) {
      return vertx.timer(20, TimeUnit.MILLISECONDS).map(late -> List.of());
    }
  }

  private static final class NoPeers implements Peers {
    @Override
    public CompletionStage<Boolean> apply(String incarnation, ApplyMessage message) {
      return CompletableFuture.completedFuture(false);
    }

    @Override
    public Collection<String> members() {
      return List.of();
    }
  }

  private static Validity validity() {
    return InvalidationNode.local(
            "alone",
            ProtocolOptions.defaults(),
            LeaseClock.system(),
            (delayNanos, task) -> () -> {},
            new NoPeers(),
            1,
            ProtocolListener.NONE)
        .validity();
  }

  @Test
  void theTimeLimitHolds() {
    var fill =
        new MemoryFill(
            vertx,
            new SlowStore(),
            new CaffeineStore(1 << 20, 1000, 1, new CacheEvents()),
            validity(),
            new Counters(),
            new MemoryFill.Limits(LIMIT, 1 << 20));

    loop.call(
        () -> {
          fill.start();
          return true;
        });
    loop.until(() -> !fill.progress().isRunning());

    var progress = fill.progress();
    assertThat(progress.state()).isEqualTo(State.DONE);
    assertThat(progress.total()).isEqualTo(HotEntries.MOST);
    assertThat(progress.done()).isLessThan(HotEntries.MOST);
    assertThat(progress.elapsedMillis()).isGreaterThanOrEqualTo(LIMIT.toMillis());
  }
}
