package io.sluice.gateway.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testing.RealRedisExtension;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisScriptIT {

  @RegisterExtension static final RealRedisExtension REDIS = new RealRedisExtension();

  private LinkedRedis linked;

  @BeforeEach
  void connect() {
    linked = new LinkedRedis(REDIS.server());
  }

  @AfterEach
  void disconnect() {
    linked.close();
  }

  @Test
  void keysAndArgumentsOfAllTypesArrive() {
    var script = new RedisScript("return {KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]}");

    var reply =
        linked.loop.await(
            () -> script.run(linked.link, List.of("a", "b"), "text", 42, Buffer.buffer("bytes")));

    assertThat(reply).extracting(Object::toString).containsExactly("a", "b", "text", "42", "bytes");
  }

  @Test
  void aScriptThatTheServerHasForgottenIsSentAgain() {
    var script = new RedisScript("return redis.call('INCR', KEYS[1])");
    linked.loop.await(() -> script.run(linked.link, List.of("n")));

    REDIS.server().call("SCRIPT", "FLUSH");
    long errorsBefore = linked.link.stats().errors();
    var again = linked.loop.await(() -> script.run(linked.link, List.of("n")));
    var known = linked.loop.await(() -> script.run(linked.link, List.of("n")));

    assertThat(again.toInteger()).isEqualTo(2);
    assertThat(known.toInteger()).isEqualTo(3);
    assertThat(linked.link.stats().errors() - errorsBefore).isEqualTo(1); // the one NOSCRIPT
  }

  @Test
  void anErrorInTheScriptIsReported() {
    var script = new RedisScript("return redis.call('INCR', KEYS[1], 'b')");

    var failure = linked.loop.awaitFailure(() -> script.run(linked.link, List.of("a")));

    assertThat(((RedisException) failure).kind()).isEqualTo(RedisException.Kind.ERROR_REPLY);
  }

  @Test
  void aMissingResourceIsNamed() {
    assertThatThrownBy(() -> RedisScript.load(RedisScript.class, "none.lua"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.lua");
  }
}
