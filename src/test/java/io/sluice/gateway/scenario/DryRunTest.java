package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an invalidation would take is told without taking it. */
class DryRunTest {
  private static final String[] SHOP = {"Host", "shop.test"};
  private static final RealRedis REDIS = RealRedis.notStarted();

  @BeforeAll
  static void startRedis() {
    REDIS.start();
  }

  @AfterAll
  static void stopRedis() {
    REDIS.close();
  }

  abstract static class Stories {
    abstract GatewayUnderTest gateway();

    abstract boolean hasRedis();

    @BeforeEach
    void store() {
      gateway().origin().on("/a/1", fresh("1").field("Cache-Tag", "red, round"));
      gateway().origin().on("/a/2", fresh("2").field("Cache-Tag", "red").field("Vary", "X-Kind"));
      gateway().origin().on("/b/3", fresh("3").field("Cache-Tag", "blue"));
      gateway().get("/a/1", SHOP);
      gateway().get("/a/2", "Host", "shop.test", "X-Kind", "a");
      gateway().get("/a/2?q", "Host", "shop.test", "X-Kind", "b");
      gateway().get("/b/3", SHOP);
      gateway().get("/b/3", "Host", "other.test");
      Until.met(() -> count("{\"all\":true}") == 5 && isInBothTiers());
    }

    private boolean isInBothTiers() {
      return !hasRedis()
          || dryRun("{\"all\":true}").getJsonObject("tiers").getJsonObject("l2").getLong("matched")
              == 5;
    }

    JsonObject dryRun(String order) {
      var body = new JsonObject(order).put("dryRun", true).encode();
      var answer = gateway().admin("POST", "/cache/invalidations", body);
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      return new JsonObject(answer.text());
    }

    private long count(String order) {
      var told = dryRun(order);
      assertThat(told.getBoolean("exact")).isTrue();
      return told.getLong("matched");
    }

    @Test
    void countsWhateverAnInvalidationWouldTake() {
      assertThat(count("{\"tags\":[\"red\"]}")).isEqualTo(3);
      assertThat(count("{\"tags\":[\"red\",\"round\",\"blue\"]}")).isEqualTo(5);
      assertThat(count("{\"tags\":[\"unknown\"]}")).isZero();
      assertThat(count("{\"urls\":[\"http://shop.test/a/2\"]}")).isEqualTo(2);
      assertThat(count("{\"prefixes\":[\"shop.test/a/\"]}")).isEqualTo(3);
      assertThat(count("{\"hosts\":[\"other.test\"]}")).isEqualTo(1);
      assertThat(count("{\"hosts\":[\"other.test\"],\"tags\":[\"round\"]}")).isEqualTo(2);
      assertThat(count("{\"all\":true}")).isEqualTo(5);
    }

    @Test
    void showsTheEntriesWithTheirTagsAndTheTiersThatHoldThem() {
      var told = dryRun("{\"tags\":[\"round\"]}");
      assertThat(told.getBoolean("dryRun")).isTrue();
      assertThat(told.getJsonArray("sample"))
          .containsExactly(
              new JsonObject()
                  .put("url", "http://shop.test/a/1")
                  .put("tags", new JsonArray(List.of("red", "round"))));
      var one = new JsonObject().put("matched", 1).put("exact", true);
      assertThat(told.getJsonObject("tiers"))
          .isEqualTo(
              hasRedis()
                  ? new JsonObject().put("l1", one).put("l2", one)
                  : new JsonObject().put("l1", one));
    }

    @Test
    void touchesNothing() {
      long applied = applied();
      count("{\"all\":true}");
      assertThat(applied()).isEqualTo(applied);
      assertThat(gateway().get("/a/1", SHOP).xCache()).isEqualTo("HIT");
      var receipts = gateway().admin("GET", "/cache/invalidations", "").text();
      assertThat(new JsonObject(receipts).getJsonArray("invalidations")).isEmpty();
    }

    @Test
    void doesNotCountWhatIsVoidAlready() {
      gateway().purgeTags("red");
      assertThat(count("{\"all\":true}")).isEqualTo(2);
      assertThat(count("{\"tags\":[\"red\"]}")).isZero();
    }

    @Test
    void isRefusedForWhatAnInvalidationIsRefusedFor() {
      var answer =
          gateway()
              .admin("POST", "/cache/invalidations", "{\"dryRun\":true,\"urls\":[\"nothing\\n\"]}");
      assertThat(answer.status()).isEqualTo(400);
    }

    private long applied() {
      return new JsonObject(gateway().admin("GET", "/cluster", "").text()).getLong("applied");
    }
  }

  @Nested
  class WithoutRedis extends Stories {
    @RegisterExtension final GatewayUnderTest gateway = GatewayUnderTest.with();

    @Override
    GatewayUnderTest gateway() {
      return gateway;
    }

    @Override
    boolean hasRedis() {
      return false;
    }

    @Test
    void theListIsThatOfRedis() {
      for (var path : List.of("/cache/entries", "/cache/tags/red")) {
        var answer = gateway.admin("GET", path, "");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("redis.enabled");
      }
    }
  }

  @Nested
  class WithRedis extends Stories {
    @RegisterExtension
    final GatewayUnderTest gateway =
        GatewayUnderTest.with(
                "invalidation.lease",
                "500ms",
                "invalidation.heartbeat",
                "50ms",
                "redis.key-prefix",
                "dry" + System.nanoTime() + ":")
            .redis(REDIS);

    @Override
    GatewayUnderTest gateway() {
      return gateway;
    }

    @Override
    boolean hasRedis() {
      return true;
    }

    @Test
    void whatIsStoredIsListedByTagUrlAndPrefix() {
      assertThat(listed("")).hasSize(5);
      assertThat(listed("?tag=red&limit=1")).hasSize(3);
      assertThat(listed("?tag=red&url=shop.test/a/1"))
          .containsExactly(
              new JsonObject()
                  .put("url", "http://shop.test/a/1")
                  .put("tags", new JsonArray(List.of("red", "round"))));
      assertThat(listed("?prefix=http://shop.test/&limit=2")).hasSize(4);
      assertThat(listed("?url=http://none.test/")).isEmpty();
      assertThat(listed("?tag=none")).isEmpty();
    }

    /** All pages. */
    private List<Object> listed(String query) {
      var all = new ArrayList<Object>();
      String cursor = "";
      while (cursor != null) {
        var target = "/cache/entries" + query + (query.isEmpty() ? "?" : "&") + cursor;
        var answer = gateway.admin("GET", target, "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var page = new JsonObject(answer.text());
        page.getJsonArray("entries").forEach(all::add);
        var next = page.getString("cursor");
        cursor = next == null ? null : "cursor=" + next;
      }
      return all;
    }

    @Test
    void theListIsBoundedAndItsCursorIsChecked() {
      for (var query :
          List.of(
              "/cache/entries?limit=0",
              "/cache/entries?limit=1001",
              "/cache/entries?limit=x",
              "/cache/entries?cursor=%21",
              "/cache/entries?cursor=eHl6",
              "/cache/entries?cursor=KzU",
              "/cache/entries?tag=red&cursor=MTI",
              "/cache/entries?tag=a,b",
              "/cache/entries?url=/path",
              "/cache/entries?prefix=http://h/a",
              "/cache/tags/red?cursor=nonsense",
              "/cache/tags/red?cursor=99999999999999999999_x",
              "/cache/tags/red?limit=-1",
              "/cache/tags/a%2Cb")) {
        var answer = gateway.admin("GET", query, "");
        assertThat(answer.status()).as(query + "\n" + answer.text()).isEqualTo(400);
        assertThat(new JsonObject(answer.text()).getString("detail")).contains("expected");
      }
    }

    @Test
    void aTagIsCounted() {
      var answer = gateway.admin("GET", "/cache/tags/red?limit=2", "");
      var json = new JsonObject(answer.text());
      assertThat(json.getInteger("count")).isEqualTo(3);
      assertThat(json.getJsonArray("entries")).hasSize(2);
      assertThat(json.getString("cursor")).isNotNull();
    }
  }
}
