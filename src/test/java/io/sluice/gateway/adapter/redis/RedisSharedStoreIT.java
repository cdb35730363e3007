package io.sluice.gateway.adapter.redis;

import static io.sluice.gateway.adapter.entry.Entries.entry;
import static io.sluice.gateway.adapter.entry.Entries.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.testing.RealRedisExtension;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisSharedStoreIT {

  private static final Duration KEEP = Duration.ofMinutes(1);
  private static final CacheKey KEY = key("/p");
  private static final StoredFields ENGLISH = StoredFields.of("accept-language", "en");
  private static final StoredFields GERMAN = StoredFields.of("accept-language", "de");

  @RegisterExtension static final RealRedisExtension REDIS = new RealRedisExtension();

  private LinkedRedis linked;
  private RedisSharedStore store;

  @BeforeEach
  void connect() {
    linked = new LinkedRedis(REDIS.server());
    store = new RedisSharedStore(linked.link, linked.values);
  }

  @AfterEach
  void disconnect() {
    linked.close();
  }

  @Test
  void whatWasPutIsFoundWhole() {
    var entry = entry(KEY, 5, "body");

    assertThat(put(entry)).isTrue();

    var found = find(ENGLISH).orElseThrow();
    assertThat(found.key()).isEqualTo(KEY);
    assertThat(found.response()).isEqualTo(entry.response());
    assertThat(found.body()).isEqualTo(entry.body());
    assertThat(found.stamp().sequence()).isEqualTo(5);
    assertThat(await(() -> store.find(key("/other"), ENGLISH))).isEmpty();
  }

  @Test
  void anEntryIsKeptForNoLongerThanAsked() {
    put(entry(KEY, 5, "body"));

    assertThat(ttl(RedisSharedStore.name(entry(KEY, 5, "body")))).isBetween(50_000L, 60_000L);
    assertThat(await(() -> store.put(entry(key("/q"), 5, ""), Duration.ZERO))).isFalse();
  }

  @Test
  void theEntryOfAnEarlierFetchDoesNotReplaceThatOfALater() {
    put(entry(KEY, 300, "later"));

    assertThat(put(entry(KEY, 299, "earlier"))).isFalse();
    assertThat(body(ENGLISH)).contains("later");
    assertThat(put(entry(KEY, 300, "same"))).isTrue();
    assertThat(put(entry(KEY, 70_000, "latest"))).isTrue();
    assertThat(body(ENGLISH)).contains("latest");
    assertThat(put(entry(KEY, 2, 1, Vary.NONE, "other generation"))).isTrue();
  }

  @Test
  void variantsLieBesideEachOther() {
    put(varied(ENGLISH, 1, "hello"));
    put(varied(GERMAN, 2, "hallo"));

    assertThat(body(ENGLISH)).contains("hello");
    assertThat(body(GERMAN)).contains("hallo");
    assertThat(body(StoredFields.of("accept-language", "fr"))).isEmpty();
    assertThat(put(varied(GERMAN, 1, "alt"))).isFalse();
    assertThat(body(GERMAN)).contains("hallo");
  }

  @Test
  void theNewestIsFoundAmongVariantsSelectedByDifferentFields() {
    var request = StoredFields.of("accept-language", "en", "x-tier", "gold");
    put(varied(ENGLISH, 1, "by language"));
    put(entry(KEY, 1, 2, Vary.ofNames(List.of("x-tier"), request), "by tier"));

    assertThat(body(request)).contains("by tier");
    assertThat(body(ENGLISH)).contains("by language");
  }

  @Test
  void aResponseThatDoesNotVaryAnyMoreReplacesAllVariantsAndBack() {
    put(varied(ENGLISH, 1, "hello"));
    put(entry(KEY, 2, "for all"));
    assertThat(body(GERMAN)).contains("for all");

    put(varied(ENGLISH, 3, "hello again"));
    assertThat(body(ENGLISH)).contains("hello again");
    assertThat(body(GERMAN)).isEmpty();
  }

  @Test
  void aListOfVariantsOutlivesTheLongestOfThem() {
    put(varied(ENGLISH, 1, "long"));
    await(() -> store.put(varied(GERMAN, 2, "short"), Duration.ofSeconds(1)));

    assertThat(ttl("e:{" + KEY.digest() + "}")).isGreaterThan(50_000);
  }

  @Test
  void whatVariesByEverythingIsNotStored() {
    assertThat(put(entry(KEY, 1, 1, Vary.ANY, "x"))).isFalse();
    assertThat(REDIS.server().call("DBSIZE")).isEqualTo(0L);
  }

  @Test
  void foreignBytesAndFalseListsAreMisses() {
    var first = "sluice:e:{" + KEY.digest() + "}";
    for (var foreign : List.of("", "x", "SLv1\n", "SLv1\n\n,,\n", "SLv1\nno such\n", "SLe")) {
      REDIS.server().call("SET", first, foreign);
      assertThat(find(ENGLISH)).isEmpty();
    }
    REDIS.server().call("SET", first, "SLe\u0001 not an entry of ours at all, but long enough");
    assertThat(put(entry(KEY, 1, "good"))).isTrue();
    assertThat(body(ENGLISH)).contains("good");
  }

  @Test
  void aLargeBodyComesBackWhole() {
    var body = Buffer.buffer(new byte[3_000_000]).setInt(2_999_990, 42);
    var small = entry(KEY, 1, "");
    var large = new CacheEntry(KEY, small.response(), body, small.stamp());

    put(large);

    assertThat(find(ENGLISH).orElseThrow().body()).isEqualTo(body);
  }

  @Test
  void oneClaimsAKeyUntilItIsReleasedByItOrExpires() {
    assertThat(claim("a", 60_000)).isTrue();
    assertThat(claim("b", 60_000)).isFalse();
    await(() -> store.release(KEY, "b"));
    assertThat(claim("b", 60_000)).isFalse();
    await(() -> store.release(KEY, "a"));
    assertThat(claim("b", 50)).isTrue();
    linked.loop.until(() -> "0".equals(exists("sluice:f:{" + KEY.digest() + "}")));
    assertThat(claim("a", 50)).isTrue();
  }

  @Test
  void clearingChangesTheWordAndLeavesTheLogAsItIs() {
    REDIS.server().call("HSET", "sluice:{gw}:m", "gen", "0123");
    put(entry(KEY, 1, "x"));
    assertThat(await(store::cleared)).isEmpty();
    var admin = new RedisStoreAdmin(linked.link, linked.values);

    assertThat(await(admin::clear)).isEqualTo(1);

    var word = await(store::cleared);
    assertThat(word).isNotEmpty();
    await(admin::clear);
    assertThat(await(store::cleared)).isNotEmpty().isNotEqualTo(word);
    assertThat(REDIS.server().call("HGET", "sluice:{gw}:m", "gen")).isEqualTo("0123");
    assertThat(find(ENGLISH)).isEmpty();
  }

  @Test
  void withoutAConnectionItIsNotAvailable() {
    assertThat(linked.loop.call(store::isAvailable)).isTrue();
    linked.loop.await(linked.link::close);

    assertThat(linked.loop.call(store::isAvailable)).isFalse();
    assertThat(linked.loop.awaitFailure(() -> store.find(KEY, ENGLISH)))
        .isInstanceOf(RedisException.class);
  }

  private static CacheEntry varied(StoredFields request, long sequence, String body) {
    return entry(KEY, 1, sequence, Vary.ofNames(List.of("accept-language"), request), body);
  }

  private boolean put(CacheEntry entry) {
    return await(() -> store.put(entry, KEEP));
  }

  private boolean claim(String claimant, long millis) {
    return await(() -> store.claim(KEY, claimant, Duration.ofMillis(millis)));
  }

  private Optional<CacheEntry> find(StoredFields request) {
    return await(() -> store.find(KEY, request));
  }

  private Optional<String> body(StoredFields request) {
    return find(request).map(entry -> entry.body().toString());
  }

  private <T> T await(Supplier<Future<T>> step) {
    return linked.loop.await(step);
  }

  private static String exists(String key) {
    return String.valueOf(REDIS.server().call("EXISTS", key));
  }

  private static long ttl(String name) {
    return Long.parseLong(String.valueOf(REDIS.server().call("PTTL", "sluice:" + name)));
  }
}
