package io.sluice.gateway.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.spi.BusCounts;
import io.sluice.gateway.spi.BusCounts.Failure;
import io.sluice.gateway.spi.BusCounts.Purpose;
import io.sluice.gateway.testing.Until;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each message to another node is counted, and whatever comes of it. */
class PeerBusTest {
  private static final String ADDRESS = "invalidation.apply.peer";
  private static final Buffer CONTENT = Buffer.buffer("12345");

  private final Vertx vertx = Vertx.vertx();
  private final BusCounts counts = new BusCounts();
  private final PeerBus bus = new PeerBus(vertx, counts);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void ask() {
    // What is composed upon it completes after it is counted.
    var asked = bus.request(Purpose.APPLY, ADDRESS, CONTENT).mapEmpty().otherwiseEmpty();
    Until.met(asked::isComplete);
  }

  private static Map<Failure, Long> none() {
    var failures = new EnumMap<Failure, Long>(Failure.class);
    for (var cause : Failure.values()) {
      failures.put(cause, 0L);
    }
    return failures;
  }

  private Map<Failure, Long> failures() {
    var failures = none();
    failures.replaceAll((cause, zero) -> counts.failures(Purpose.APPLY, cause));
    return failures;
  }

  private long replies() {
    return Arrays.stream(counts.latency(Purpose.APPLY).counts()).sum();
  }

  private void assertFailed(Failure cause) {
    var one = none();
    one.put(cause, 1L);
    assertThat(failures()).isEqualTo(one);
    assertThat(counts.messages(Purpose.APPLY)).isEqualTo(1);
    assertThat(replies()).isZero();
  }

  @Test
  void whatIsAnsweredIsCountedWithItsTime() {
    vertx.eventBus().consumer(ADDRESS, message -> vertx.setTimer(20, id -> message.reply(true)));
    ask();
    ask();
    assertThat(counts.messages(Purpose.APPLY)).isEqualTo(2);
    assertThat(counts.bytes(Purpose.APPLY)).isEqualTo(10);
    assertThat(replies()).isEqualTo(2);
    assertThat(counts.latency(Purpose.APPLY).sumSeconds()).isBetween(0.038, 20.0);
    assertThat(failures()).isEqualTo(none());
    assertThat(counts.messages(Purpose.RECEIPT)).isZero();
  }

  @Test
  void aNodeThatHasGoneHasNoHandler() {
    ask();
    assertFailed(Failure.NO_HANDLERS);
  }

  @Test
  void aNodeThatIsSilentIsTimedOut() {
    vertx.eventBus().consumer(ADDRESS, message -> {});
    ask();
    assertFailed(Failure.TIMEOUT);
  }

  @Test
  void aNodeThatCannotReadTheMessageRefusesIt() {
    NodeMessages.consume(
        vertx,
        ADDRESS,
        io.sluice.gateway.message.ApplyWire::decode,
        (order, message) -> message.reply(true));
    ask();
    assertFailed(Failure.REFUSED);
  }

  /** Then it goes to this node's own verticles alone. */
  @Test
  void whatIsPublishedWithoutAClusterIsNotCounted() {
    var heard = new java.util.concurrent.atomic.AtomicInteger();
    vertx.eventBus().consumer("all", message -> heard.incrementAndGet());
    bus.publish(Purpose.MODE, "all", CONTENT);
    Until.met(() -> heard.get() == 1);
    assertThat(counts.messages(Purpose.MODE)).isZero();
  }
}
