package io.sluice.gateway.browser;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.ScriptedOrigin;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Visitors of a shop: few products are asked for often, and the basket is nobody else's. */
final class Shoppers {
  private static final int PRODUCTS = 60;

  private final Thread thread;
  private volatile boolean leaving;

  private Shoppers(GatewayUnderTest gateway, Duration pause) {
    thread = new Thread(() -> shop(gateway, pause), "shoppers");
    thread.setDaemon(true);
    thread.start();
  }

  /** What the shop answers. */
  static void stock(ScriptedOrigin origin) {
    for (int i = 1; i <= PRODUCTS; i++) {
      var category = "category:" + (i % 2 == 0 ? "tools" : "garden");
      origin.on(
          "/products/" + i,
          fresh("product " + i).field("Cache-Tag", "product:" + i + "," + category));
    }
    origin.on("/basket", ok("empty").field("Cache-Control", "no-store"));
  }

  /** They come until they are told to leave, or the gateway closes. */
  static Shoppers at(GatewayUnderTest gateway, Duration pause) {
    return new Shoppers(gateway, pause);
  }

  private void shop(GatewayUnderTest gateway, Duration pause) {
    var random = new Random(1);
    try (var connection = gateway.connect()) {
      while (!leaving) {
        connection.get(path(random), "Host", "shop.test");
        LockSupport.parkNanos(pause.toNanos());
      }
    } catch (UncheckedIOException | AssertionError closed) {
      // With the gateway.
    }
  }

  private static String path(Random random) {
    double often = random.nextDouble();
    return random.nextInt(20) == 0
        ? "/basket"
        : "/products/" + (1 + (int) (PRODUCTS * often * often * often));
  }

  void leave() {
    leaving = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
