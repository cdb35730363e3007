package io.sluice.gateway.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.adapter.entry.EntryPrefix;
import io.sluice.gateway.adapter.redis.TagSets.Cursor;
import io.sluice.gateway.testing.RealRedisExtension;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TagSetsIT {

  @RegisterExtension static final RealRedisExtension REDIS = new RealRedisExtension();

  private LinkedRedis linked;
  private TagSets tags;

  @BeforeEach
  void connect() {
    linked = new LinkedRedis(REDIS.server());
    tags = new TagSets(linked.link, linked.values);
  }

  @AfterEach
  void disconnect() {
    linked.close();
  }

  @Test
  void anEntryIsAMemberOfEachOfItsTags() {
    await(() -> tags.add(List.of("product:1", "home"), "e:a", 60_000));
    await(() -> tags.add(List.of("home"), "e:b", 60_000));

    assertThat(await(() -> tags.count("product:1"))).isEqualTo(1);
    assertThat(await(() -> tags.count("home"))).isEqualTo(2);
    assertThat(await(() -> tags.count("unknown"))).isZero();
    assertThat(entries("home")).containsExactly("e:a", "e:b");
  }

  @Test
  void anEntryStoredAgainIsCountedOnceWithItsNewExpiry() {
    await(() -> tags.add(List.of("home"), "e:a", 1000));
    await(() -> tags.add(List.of("home"), "e:a", 60_000));

    assertThat(await(() -> tags.count("home"))).isEqualTo(1);
    assertThat(number("PTTL", "sluice:t:home")).isGreaterThan(50_000);
  }

  @Test
  void aThousandTagsAreAllWritten() {
    var names = IntStream.range(0, 1000).mapToObj(i -> "tag" + i).toList();

    await(() -> tags.add(names, "e:a", 60_000));

    assertThat(REDIS.server().call("DBSIZE")).isEqualTo(1000L);
  }

  @Test
  void expiredMembersAreNeitherCountedNorListedAndGoWhenTheSetIsWritten() {
    await(() -> tags.add(List.of("home"), "e:short", 40));
    await(() -> tags.add(List.of("home"), "e:long", 60_000));
    linked.loop.until(() -> unexpired() == 1);

    assertThat(entries("home")).containsExactly("e:long");
    assertThat(number("ZCARD", "sluice:t:home")).isEqualTo(2);

    await(() -> tags.add(List.of("home"), "e:new", 60_000));
    assertThat(number("ZCARD", "sluice:t:home")).isEqualTo(2);
  }

  @Test
  void theSetExpiresWithItsLastMember() {
    await(() -> tags.add(List.of("home"), "e:a", 120));
    await(() -> tags.add(List.of("home"), "e:b", 60));

    assertThat(number("PTTL", "sluice:t:home")).isGreaterThan(60);
    linked.loop.until(() -> number("EXISTS", "sluice:t:home") == 0);
  }

  @Test
  void pagesHoldEveryMemberOnceAlsoWhereExpiriesAreEqual() {
    long expiry = System.currentTimeMillis() + 60_000;
    for (int i = 0; i < 95; i++) {
      var member = String.format("e:%04x", i);
      REDIS.server().call("ZADD", "sluice:t:home", String.valueOf(expiry + i / 40), member);
    }

    assertThat(entries("home"))
        .containsExactlyElementsOf(
            IntStream.range(0, 95).mapToObj(i -> String.format("e:%04x", i)).toList());
  }

  @Test
  void reapingTakesTheDeadAndLeavesWhatWasStoredSinceOrIsOfAnotherFormat() {
    for (int i = 0; i < 25; i++) {
      store("e:%02x".formatted(i), i);
    }
    REDIS.server().call("SET", "sluice:e:foreign", "x".repeat(64));
    await(() -> tags.add(List.of("home"), "e:foreign", 60_000));
    await(() -> tags.add(List.of("home"), "e:gone", 60_000));

    long unlinked = 0;
    @Nullable Cursor next = Cursor.START;
    while (next != null) {
      var from = next;
      var reaped = await(() -> tags.reap("home", from, 10, entry -> entry.sequence() < 20));
      unlinked += reaped.unlinked();
      next = reaped.next();
    }

    assertThat(unlinked).isEqualTo(20);
    assertThat(entries("home")).hasSize(6).contains("e:14", "e:18", "e:foreign");
    assertThat(number("EXISTS", "sluice:e:00")).isZero();
    assertThat(number("EXISTS", "sluice:e:14")).isEqualTo(1);
  }

  @Test
  void aCursorSurvivesItsTextAndMalformedOnesAreRefused() {
    var cursor = new Cursor(1234567890123L, "e:a_b");

    assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
    for (var malformed : List.of("", "_", "x_e", "12", "1234567890123456789012_e")) {
      assertThatThrownBy(() -> Cursor.parse(malformed))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private void store(String entry, long sequence) {
    var bytes = Buffer.buffer();
    new EntryPrefix(1, sequence).appendTo(bytes);
    await(() -> linked.values.put(entry, bytes.appendString("rest"), 60_000));
    await(() -> tags.add(List.of("home"), entry, 60_000));
  }

  /** All pages of ten. */
  private List<String> entries(String tag) {
    var all = new ArrayList<String>();
    @Nullable Cursor next = Cursor.START;
    while (next != null) {
      var from = next;
      var page = await(() -> tags.page(tag, from, 10));
      page.members().forEach(member -> all.add(member.entry()));
      next = page.next();
    }
    return all;
  }

  private long unexpired() {
    return number("ZCOUNT", "sluice:t:home", String.valueOf(System.currentTimeMillis()), "+inf");
  }

  private <T> T await(Supplier<Future<T>> step) {
    return linked.loop.await(step);
  }

  private static long number(String... command) {
    return Long.parseLong(String.valueOf(REDIS.server().call(command)));
  }
}
