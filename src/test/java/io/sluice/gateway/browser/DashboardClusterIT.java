package io.sluice.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RealRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes on one Redis: members, leases, and a receipt that grows node by node. */
@Timeout(120)
class DashboardClusterIT {
  @RegisterExtension static final Chromium chromium = new Chromium();
  private static final RealRedis REDIS = RealRedis.notStarted();
  private static final String[] SETTINGS = {
    "invalidation.lease", "5s", "invalidation.heartbeat", "1s"
  };
  private static final GatewayUnderTest ONE = GatewayUnderTest.with(SETTINGS).redis(REDIS);
  private static final GatewayUnderTest OTHER = GatewayUnderTest.with(SETTINGS).redis(REDIS);

  @BeforeAll
  static void start() {
    REDIS.start();
    ONE.start();
    OTHER.start();
  }

  @AfterAll
  static void stop() {
    ONE.close();
    OTHER.close();
    REDIS.close();
  }

  @Test
  void membersAreShownAndAReceiptGrowsNodeByNode() {
    var page = chromium.open(ONE.adminPort()).awaitLive();
    page.says("#lease", "Lease for").says("#lease", "Redis is up");
    assertThat(page.find("#members tbody tr")).hasCount(2);
    page.says("#members", ONE.gateway().incarnation() + " (this one)");
    page.says("#members", OTHER.gateway().incarnation());

    // Without a bus, the other node hears of it with its next heartbeat.
    page.find("#purge-tags").fill("red");
    page.find("#purge button[type=submit]").click();
    page.says("#purge-result h3", "of 2 nodes confirmed").says("#receipt", "pending");
    page.says("#purge-result h3", "Purged on all 2 nodes");
    assertThat(page.find("#receipt .pill").allTextContents()).containsExactly("acked", "acked");
    page.picture("cluster");
  }
}
