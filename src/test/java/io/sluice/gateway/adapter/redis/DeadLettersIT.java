package io.sluice.gateway.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.spi.DeadLetter;
import io.sluice.gateway.spi.DeadLetters;
import io.sluice.gateway.spi.MemoryDeadLetters;
import io.sluice.gateway.testing.RealRedis;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every implementation of {@link DeadLetters} does. */
class DeadLettersIT {
  private enum Kind {
    MEMORY,
    REDIS
  }

  private RealRedis redis;
  private LinkedRedis linked;

  @BeforeEach
  void start() {
    redis = RealRedis.started();
    linked = new LinkedRedis(redis);
  }

  @AfterEach
  void stop() {
    linked.close();
    redis.close();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void lettersArePagedFoundAndRemoved(Kind kind) {
    var letters = letters(kind);
    var first = await(() -> letters.add(letter("é€😀\u0000\n\"")));
    var second = await(() -> letters.add(letter("2")));
    var third = await(() -> letters.add(letter("3")));

    var page = await(() -> letters.page(null, 2));
    assertThat(page.letters()).extracting(DeadLetters.Kept::id).containsExactly(third, second);
    var rest = await(() -> letters.page(page.cursor(), 2));
    assertThat(rest.letters())
        .containsExactly(new DeadLetters.Kept(first, letter("é€😀\u0000\n\"")));
    assertThat(rest.cursor()).isNull();

    assertThat(await(() -> letters.find(second))).contains(letter("2"));
    assertThat(await(() -> letters.remove(second))).isTrue();
    assertThat(await(() -> letters.remove(second))).isFalse();
    assertThat(await(() -> letters.find(second))).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theOldestGoBeyondAThousand(Kind kind) {
    var letters = letters(kind);
    var first = await(() -> letters.add(letter("0")));
    var second = await(() -> letters.add(letter("1")));
    for (int i = 2; i <= DeadLetters.MAX; i++) {
      int number = i;
      await(() -> letters.add(letter(String.valueOf(number))));
    }
    assertThat(await(() -> letters.page(null, 1000)).letters()).hasSize(1000);
    assertThat(await(() -> letters.find(first))).isEmpty();
    assertThat(await(() -> letters.find(second))).isPresent();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatWasNeverGivenOutIsNotFound(Kind kind) {
    var letters = letters(kind);
    for (var id : new String[] {"", "x", "1-1-1", "+", "-", "99999999999999999999-0", "(1-1"}) {
      assertThat(await(() -> letters.find(id))).isEmpty();
      assertThat(await(() -> letters.remove(id))).isFalse();
      assertThat(linked.loop.awaitFailure(() -> letters.page(id, 1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static DeadLetter letter(String event) {
    return DeadLetter.of(Instant.parse("2026-11-21T10:00:00.123Z"), "http", "why", event);
  }

  private DeadLetters letters(Kind kind) {
    return kind == Kind.MEMORY ? new MemoryDeadLetters() : new RedisDeadLetters(linked.link);
  }

  private <T> T await(Supplier<Future<T>> step) {
    return linked.loop.await(step);
  }
}
