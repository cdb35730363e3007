package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RealRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PurgeTest {
  abstract static class Stories {
    abstract GatewayUnderTest gateway();

    private static OriginAnswer tagged(String tags) {
      return status(200).field("Cache-Control", "max-age=60").field("Cache-Tag", tags);
    }

    @Test
    void aTagTakesAllThatCarryIt() {
      gateway().origin().on("/t1", tagged("red, round").body("1"));
      gateway().origin().on("/t2", tagged("red").body("2"));
      gateway().origin().on("/t3", tagged("Red").body("3"));
      for (var path : new String[] {"/t1", "/t2", "/t3"}) {
        assertThat(gateway().get(path).field("cache-tag")).isNull();
      }
      gateway().purgeTags("red");

      assertThat(gateway().get("/t1").xCache()).isEqualTo("MISS");
      assertThat(gateway().get("/t2").xCache()).isEqualTo("MISS");
      assertThat(gateway().get("/t3").xCache()).isEqualTo("HIT");
    }

    @Test
    void purgeOfAUrlTakesItsVariantsAndQueries() {
      gateway().origin().on("/u", fresh("x").field("Vary", "X-Kind"));
      gateway().get("/u", "X-Kind", "a");
      gateway().get("/u?q=1", "X-Kind", "b");

      assertThat(gateway().exchange("PURGE", "/u").status()).isEqualTo(200);
      assertThat(gateway().get("/u", "X-Kind", "a").xCache()).isEqualTo("MISS");
      assertThat(gateway().get("/u?q=1", "X-Kind", "b").xCache()).isEqualTo("MISS");
    }

    @Test
    void aFetchUnderWayAnswersItsLeaderAndNobodyElse() {
      var gate = new Gate();
      gateway()
          .origin()
          .on("/flight", tagged("flying").waitAt(gate).body("old"), tagged("flying").body("new"));

      try (var leader = gateway().connect();
          var joiner = gateway().connect()) {
        leader.request("GET", "/flight");
        gate.awaitReached();
        joiner.request("GET", "/flight");
        gateway().get("/none");
        gateway().purgeTags("flying");
        gate.open();
        assertThat(leader.response().text()).isEqualTo("old");
        assertThat(joiner.response().text()).isEqualTo("new");
      }
      assertThat(gateway().get("/flight").text()).isEqualTo("new");
    }

    @Test
    void aBodyUnderWayIsNeitherJoinedNorStoredAfterThePurge() {
      var gate = new Gate();
      gateway()
          .origin()
          .on(
              "/body",
              tagged("streaming").body("old").waitAt(gate).body("er"),
              tagged("streaming").body("new"));

      try (var leader = gateway().connect()) {
        leader.request("GET", "/body");
        gate.awaitReached();
        String head = leader.head();
        gateway().purgeTags("streaming");
        assertThat(gateway().get("/body").text()).isEqualTo("new");
        gate.open();
        assertThat(leader.responseAfter(head).text()).isEqualTo("older");
      }
      assertThat(gateway().get("/body").text()).isEqualTo("new");
    }

    @Test
    void tooManyTagsMakeItUncacheableAndSaySo() {
      var tags = new StringBuilder("t0");
      for (int i = 1; i <= 1000; i++) {
        tags.append(",t").append(i);
      }
      gateway().origin().on("/toomany", tagged(tags.toString()).body("x"));

      assertThat(gateway().get("/toomany").cacheStatus())
          .contains("detail=")
          .doesNotContain("stored");
      assertThat(gateway().get("/toomany").xCache()).isEqualTo("MISS");
    }
  }

  @Nested
  class WithoutRedis extends Stories {
    @RegisterExtension final GatewayUnderTest gateway = GatewayUnderTest.with();

    @Override
    GatewayUnderTest gateway() {
      return gateway;
    }
  }

  @Nested
  class WithRedis extends Stories {
    // The first invalidation waits for a lease to run out that a node before this one may hold.
    @RegisterExtension
    final GatewayUnderTest gateway =
        GatewayUnderTest.with("invalidation.lease", "500ms", "invalidation.heartbeat", "50ms")
            .redis(redis);

    @Override
    GatewayUnderTest gateway() {
      return gateway;
    }
  }

  private static final RealRedis redis = RealRedis.notStarted();

  @BeforeAll
  static void startRedis() {
    redis.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }
}
