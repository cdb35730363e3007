package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.RequestTarget;
import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.Until;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two gateways that share a Redis and no bus, so that the word of a settled fetch is always lost:
 * what is left is the claim.
 */
class ClaimTest {
  private static final String HOST = "shop.test";
  private static final String COLLAPSE_TIMEOUT = "4s";
  private static RealRedis redis;
  private GatewayUnderTest one;
  private GatewayUnderTest other;

  @BeforeAll
  static void startRedis() {
    redis = RealRedis.started();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void start() {
    one = GatewayUnderTest.with("cache.collapse-timeout", COLLAPSE_TIMEOUT).redis(redis).start();
    other =
        GatewayUnderTest.with("cache.collapse-timeout", COLLAPSE_TIMEOUT)
            .redis(redis)
            .origin(one.origin())
            .start();
    one.awaitLease();
    other.awaitLease();
  }

  @AfterEach
  void stop() {
    other.close();
    one.close();
  }

  @Test
  void bothNodesShareOneFetch() {
    var gate = new Gate();
    one.origin().on("/shared", fresh("once").waitAt(gate));
    var clients = new ArrayList<>(one.crowd(3, "/shared", "Host", HOST));
    clients.addAll(other.crowd(3, "/shared", "Host", HOST));
    gate.awaitReached();
    gate.open();
    for (var client : clients) {
      try (client) {
        assertThat(client.response().text()).isEqualTo("once");
      }
    }
    assertThat(one.origin().count("/shared")).isEqualTo(1);
  }

  @Test
  void theClaimOfANodeThatDiedIsTakenOverWithinTheCollapseTimeout() {
    one.origin().on("/orphan", fresh("after all"));
    claimForDeadNode("/orphan", 1000);
    long began = System.nanoTime();
    var response = one.get("/orphan", "Host", HOST);
    assertThat(response.text()).isEqualTo("after all");
    assertThat(response.field("cache-status")).contains("stored");
    assertThat((System.nanoTime() - began) / 1e9).isLessThan(3.5);
  }

  @Test
  void nobodyWaitsLongerThanTheCollapseTimeout() {
    one.origin().on("/stalled", fresh("for myself"));
    claimForDeadNode("/stalled", 60_000);
    long began = System.nanoTime();
    assertThat(one.get("/stalled", "Host", HOST).text()).isEqualTo("for myself");
    assertThat((System.nanoTime() - began) / 1e9).isBetween(3.9, 8.0);
  }

  @Test
  void aResponseThatCannotBeStoredLeavesNoClaimBehind() {
    one.origin().on("/mine", status(200).field("Cache-Control", "private").body("mine"));
    one.get("/mine", "Host", HOST);
    long began = System.nanoTime();
    other.get("/mine", "Host", HOST);
    assertThat((System.nanoTime() - began) / 1e9).isLessThan(1);
    assertThat(one.origin().count("/mine")).isEqualTo(2);
  }

  @Test
  void aFetchFromBeforeAPurgeHoldsNoOtherNode() {
    var gate = new Gate();
    one.origin()
        .on(
            "/overruled",
            status(200).field("Cache-Control", "max-age=9").waitAt(gate).body("before"),
            fresh("after"));
    try (var early = one.connect()) {
      early.request("GET", "/overruled", "Host", HOST);
      gate.awaitReached();
      assertThat(
              one.admin(
                      "POST",
                      "/cache/invalidations",
                      "{\"urls\":[\"http://" + HOST + "/overruled\"]}")
                  .status())
          .isEqualTo(200);
      long began = System.nanoTime();
      var late = other.get("/overruled", "Host", HOST);
      assertThat(late.text()).isEqualTo("after");
      assertThat(late.cacheStatus()).contains("stored");
      assertThat((System.nanoTime() - began) / 1e9).isLessThan(3);
      gate.open();
      assertThat(early.response().text()).isEqualTo("before");
    }
    assertThat(one.get("/overruled", "Host", HOST).text()).isEqualTo("after");
    assertThat(one.origin().count("/overruled")).isEqualTo(2);
  }

  @Test
  void aStaleEntryFoundInRedisIsRefreshedOnce() {
    var old =
        status(200)
            .field("Cache-Control", "max-age=10, stale-while-revalidate=60")
            .field("Age", "20")
            .body("old");
    one.origin().on("/stale", old, fresh("new"));
    one.get("/stale", "Host", HOST);
    Until.met(() -> String.valueOf(redis.call("KEYS", "sluice:e:*")).contains(digest("/stale")));

    assertThat(other.get("/stale", "Host", HOST).xCache()).isEqualTo("STALE");
    Until.met(() -> other.get("/stale", "Host", HOST).text().equals("new"));
    assertThat(one.origin().count("/stale")).isEqualTo(2);
  }

  /** Both wait for another node's fetch, so that the fetch of one begins after the other came. */
  @Test
  void aCookieThatIsStrippedFromWhatIsStoredReachesNoJoinerOfWhatIsNot() {
    var number = new AtomicInteger();
    one.origin()
        .on(
            "/session",
            request ->
                fresh("x")
                    .field("Cache-Tag", "t".repeat(2000)) // too long to be stored
                    .field("Set-Cookie", "session=" + number.incrementAndGet()));
    try (var strip = GatewayUnderTest.with("cache.cookies", "strip").redis(redis)) {
      strip.origin(one.origin()).start();
      claimForDeadNode("/session", 60_000);
      var clients = strip.crowd(2, "/session", "Host", HOST);
      for (int i = 0; i < 4; i++) {
        try (var connection = strip.connect()) {
          connection.get("/none" + i, "Host", HOST); // behind them on each event loop
        }
      }
      redis.call("DEL", "sluice:f:{" + digest("/session") + "}");
      var cookies = new HashSet<String>();
      for (var client : clients) {
        try (client) {
          cookies.add(String.valueOf(client.response().field("set-cookie")));
        }
      }
      assertThat(cookies).containsExactlyInAnyOrder("session=1", "session=2");
    }
  }

  private void claimForDeadNode(String path, int millis) {
    String name = "sluice:f:{" + digest(path) + "}";
    redis.call("SET", name, "dead#1", "PX", Integer.toString(millis));
  }

  private static String digest(String path) {
    return CacheKey.of("GET", new RequestTarget("http", HOST, path, null)).digest();
  }

  @Test
  void aBodyFromBeforeAPurgeOfItsTagHoldsNobody() {
    var gate = new Gate();
    one.origin()
        .on(
            "/tagged",
            fresh("bef").field("Cache-Tag", "held").waitAt(gate).body("ore"),
            fresh("after"));
    try (var early = one.connect()) {
      early.request("GET", "/tagged", "Host", HOST);
      gate.awaitReached();
      String head = early.head();
      one.purgeTags("held");
      long began = System.nanoTime();
      var late = one.get("/tagged", "Host", HOST);
      assertThat(late.text()).isEqualTo("after");
      assertThat((System.nanoTime() - began) / 1e9).isLessThan(3);
      gate.open();
      assertThat(early.responseAfter(head).text()).isEqualTo("before");
    }
  }

  /** A date of the same second tells nothing about a change that was worth an invalidation. */
  @Test
  void whatIsInvalidatedWhileAFetchIsAwaitedIsNotValidated() {
    var changed = new AtomicBoolean();
    one.origin()
        .on(
            "/weak",
            request ->
                (request.field("If-Modified-Since") == null
                        ? ok(changed.get() ? "new" : "old")
                        : status(304))
                    .field("Date", "Sat, 01 Jan 2022 00:00:00 GMT")
                    .field("Last-Modified", "Sat, 01 Jan 2022 00:00:00 GMT")
                    .field("Cache-Control", "max-age=10"));
    one.get("/weak", "Host", HOST);
    claimForDeadNode("/weak", 60_000);
    try (var early = one.connect()) {
      early.request("GET", "/weak", "Host", HOST);
      for (int i = 0; i < 4; i++) {
        try (var connection = one.connect()) {
          connection.get("/none" + i, "Host", HOST); // behind it on each event loop
        }
      }
      changed.set(true);
      var url = "{\"urls\":[\"http://" + HOST + "/weak\"]}";
      assertThat(one.admin("POST", "/cache/invalidations", url).status()).isEqualTo(200);
      redis.call("DEL", "sluice:f:{" + digest("/weak") + "}");
      early.response();
    }
    assertThat(one.get("/weak", "Host", HOST).text()).isEqualTo("new");
  }
}
