package io.sluice.gateway.adapter.redis;

import static io.vertx.core.buffer.Buffer.buffer;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.adapter.redis.RedisValues.KeyCount;
import io.sluice.gateway.testing.RealRedisExtension;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisValuesIT {

  @RegisterExtension static final RealRedisExtension REDIS = new RealRedisExtension();

  private LinkedRedis linked;
  private RedisValues values;

  @BeforeEach
  void connect() {
    REDIS.server().call("CONFIG", "RESETSTAT");
    linked = new LinkedRedis(REDIS.server());
    values = linked.values;
  }

  @AfterEach
  void disconnect() {
    linked.close();
  }

  @Test
  void whatWasPutIsGotByteForByteUntilItExpires() {
    var bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }

    await(() -> values.put("e:1", buffer(bytes), 250));

    assertThat(await(() -> values.get("e:1"))).contains(buffer(bytes));
    assertThat((Long) REDIS.server().call("PTTL", "sluice:e:1")).isBetween(1L, 250L);
    linked.loop.until(() -> ttl("sluice:e:1") == -2);
    assertThat(await(() -> values.get("e:1"))).isEmpty();
  }

  @Test
  void lookUpsOfOneTickTravelAsOneCommandAndEachGetsItsOwnValue() {
    for (int i = 0; i < 20; i += 2) {
      int n = i;
      await(() -> values.put("e:" + n, buffer("value " + n), 10_000));
    }

    var found =
        linked.loop.await(
            () -> Future.all(IntStream.range(0, 20).mapToObj(i -> values.get("e:" + i)).toList()));

    List<Optional<Buffer>> list = found.list();
    for (int i = 0; i < 20; i++) {
      assertThat(list.get(i))
          .isEqualTo(i % 2 == 0 ? Optional.of(buffer("value " + i)) : Optional.empty());
    }
    assertThat(calls("mget")).isEqualTo(2);
    assertThat(calls("get")).isZero();
  }

  @Test
  void aLoneLookUpIsAGet() {
    await(() -> values.get("e:none"));

    assertThat(calls("get")).isEqualTo(1);
    assertThat(calls("mget")).isZero();
  }

  @Test
  void lookUpsFailAtOnceWithoutAConnection() {
    linked.loop.await(linked.link::close);

    var failure = linked.loop.awaitFailure(() -> values.get("e:1"));

    assertThat(((RedisException) failure).kind()).isEqualTo(RedisException.Kind.NOT_CONNECTED);
  }

  @Test
  void aValueOfAnotherTypeFailsItsLookUp() {
    REDIS.server().call("SADD", "sluice:e:set", "x");

    var failure = linked.loop.awaitFailure(() -> values.get("e:set"));

    assertThat(failure).hasMessageContaining("WRONGTYPE");
  }

  @Test
  void scanningPagesThroughAllNamesUnderThePrefixAndNoOthers() {
    for (int i = 0; i < 2500; i++) {
      put("e:" + i);
    }
    REDIS.server().call("MSET", "sluice:t:x", "1", "other:e:1", "1", "sluiceXe:1", "1");

    var seen = new HashSet<String>();
    int pages = 0;
    var page = await(() -> values.scan("e:", ScanCursor.START, 100));
    while (true) {
      seen.addAll(page.names());
      pages++;
      var cursor = page.next();
      if (cursor == null) {
        break;
      }
      page = await(() -> values.scan("e:", cursor, 100));
    }

    assertThat(seen).hasSize(2500).contains("e:0", "e:2499").allMatch(n -> n.startsWith("e:"));
    assertThat(pages).isGreaterThan(10);
    assertThat(await(() -> values.count("e:", 1000))).isEqualTo(new KeyCount(2500, true));
    assertThat(await(() -> values.count("e:", 1)).exact()).isFalse();
  }

  @Test
  void patternCharactersInANameMatchThemselvesOnly() {
    await(() -> values.put("e:[a]*", buffer("1"), 10_000));
    await(() -> values.put("e:a*", buffer("1"), 10_000));

    assertThat(await(() -> values.scan("e:[a]*", ScanCursor.START, 1000)).names())
        .containsExactly("e:[a]*");
  }

  @Test
  void unlinkingByPrefixLeavesEverythingElse() {
    for (int i = 0; i < 2500; i++) {
      put("e:" + i);
    }
    REDIS.server().call("MSET", "sluice:{gw}:m", "1", "other:e:1", "1");

    assertThat(await(() -> values.unlinkAll("e:"))).isEqualTo(2500);

    assertThat(REDIS.server().call("DBSIZE")).isEqualTo(2L);
  }

  @Test
  void headsAreTheFirstBytesOfEach() {
    await(() -> values.put("e:1", buffer("0123456789"), 10_000));

    assertThat(await(() -> values.heads(List.of("e:1", "e:none"), 4)))
        .containsExactly(buffer("0123"), buffer());
  }

  @Test
  void infoIsParsed() {
    var info = await(() -> RedisInfo.ask(linked.link, "server"));

    assertThat(info).containsKey("redis_version");
    assertThat(info.get("tcp_port")).isEqualTo(String.valueOf(REDIS.server().port()));
  }

  private void put(String name) {
    // Without awaiting: the next awaited command comes after it.
    linked.loop.call(
        () -> linked.link.send(Request.cmd(Command.SET, "sluice:" + name, "v")).isComplete());
  }

  private <T> T await(Supplier<Future<T>> step) {
    return linked.loop.await(step);
  }

  private static long calls(String command) {
    var stats = String.valueOf(REDIS.server().call("INFO", "commandstats"));
    return stats
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("^[^=]*calls=(\\d+),.*", "$1")))
        .findFirst()
        .orElse(0);
  }

  private static long ttl(String key) {
    return (Long) Objects.requireNonNull(REDIS.server().call("PTTL", key));
  }
}
