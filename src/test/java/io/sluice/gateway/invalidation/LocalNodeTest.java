package io.sluice.gateway.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.invalidation.Change.Mode;
import io.sluice.gateway.invalidation.Invalidation.Wait;
import io.sluice.gateway.invalidation.Receipt.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LocalNodeTest {
  private final TestBench bench = new TestBench(10);
  private final InvalidationNode node = bench.local(ProtocolOptions.defaults());

  private CompletableFuture<Receipt> invalidate(String... tags) {
    var order =
        new Invalidation(
            List.of(tags), Mode.HARD, Wait.CLUSTER, Duration.ofSeconds(2), false, "test");
    return node.submit(order).toCompletableFuture();
  }

  private Stamp fetch(String tag) {
    return new Stamp(node.validity().token(), new long[] {TagHash.of(tag)});
  }

  @Test
  void aNodeAloneIsTrustedFromTheStartAndInvalidatesAtOnce() {
    Stamp before = fetch("t:a");
    assertThat(node.validity().check(before)).isEqualTo(Verdict.VALID);

    Receipt receipt = invalidate("t:a").join();

    assertThat(receipt.complete()).isTrue();
    assertThat(receipt.detail()).isPresent();
    assertThat(node.validity().check(before)).isEqualTo(Verdict.INVALID);
    assertThat(node.validity().check(fetch("t:a"))).isEqualTo(Verdict.VALID);
  }

  @Test
  void whatAnEarlierProcessStampedIsForgottenAndCountsAsOfTheBeginning() {
    var validity = node.validity();
    var tags = new long[] {TagHash.of("t:a")};
    var earlier = new Stamp(validity.token().generation() + 1, 1_000_000, tags);
    assertThat(validity.isForgotten(earlier)).isTrue();
    assertThat(validity.isForgotten(fetch("t:a"))).isFalse();
    assertThat(validity.check(validity.adopted(earlier))).isEqualTo(Verdict.VALID);

    invalidate("t:b").join();
    assertThat(validity.check(validity.adopted(earlier))).isEqualTo(Verdict.VALID);
    invalidate("t:a").join();
    assertThat(validity.check(validity.adopted(earlier))).isEqualTo(Verdict.INVALID);
  }

  @Test
  void aMessageOfAnotherNodeIsNumberedHere() {
    Stamp before = fetch("t:a");
    assertThat(node.apply(new ApplyMessage(0, 0, 500, 501, Mode.HARD, List.of(TagHash.of("t:a")))))
        .isTrue();
    assertThat(node.validity().check(before)).isEqualTo(Verdict.INVALID);
    assertThat(node.validity().check(fetch("t:a"))).isEqualTo(Verdict.VALID);
  }

  @Test
  void aMessageIsRepeatedUntilItIsAcknowledged() {
    bench.members.add("peer");
    var result = invalidate("t:a");
    bench.passMillis(1_100);
    assertThat(bench.sent).hasSize(3);

    bench.answer("peer", true);

    assertThat(result.join().complete()).isTrue();
    bench.passMillis(2_000);
    assertThat(bench.sent).hasSize(3);
  }

  @Test
  void anOrderMayHaveAWayOfItsOwn() {
    bench.members.add("peer");
    var told = new ArrayList<String>();
    var order =
        new Invalidation(
            List.of("t:a"), Mode.HARD, Wait.CLUSTER, Duration.ofSeconds(2), false, "test");
    var result =
        node.submit(
                order,
                (peer, message) -> {
                  told.add(peer);
                  return CompletableFuture.completedFuture(told.size() == 2);
                })
            .toCompletableFuture();
    bench.passMillis(600);
    assertThat(result.join().complete()).isTrue();
    assertThat(told).containsExactly("peer", "peer");
    assertThat(bench.sent).isEmpty();
  }

  @Test
  void aMemberThatLeavesIsNotAwaitedAnyLonger() {
    bench.members.add("peer");
    var result = invalidate("t:a");
    bench.members.clear();
    bench.passMillis(600);
    assertThat(result.join().nodes())
        .anySatisfy(
            peer -> {
              assertThat(peer.node()).isEqualTo("peer");
              assertThat(peer.state()).isEqualTo(State.FENCED);
            });
  }

  @Test
  void theTableIsBounded() {
    var few =
        new ProtocolOptions(
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            100,
            Duration.ofHours(1),
            10,
            10,
            10);
    InvalidationNode small = bench.local(few);
    Stamp old = new Stamp(small.validity().token(), new long[] {1});
    for (int i = 0; i < 100; i++) {
      small.submit(
          new Invalidation(
              List.of("t:" + i), Mode.HARD, Wait.COMMIT, Duration.ofSeconds(1), false, "test"));
    }
    assertThat(small.status().tableRecords()).isLessThanOrEqualTo(10);
    assertThat(small.validity().check(old)).isEqualTo(Verdict.INVALID);
  }

  @Test
  void receiptsAreKeptForAnHour() {
    Receipt receipt = invalidate("t:a").join();
    bench.passMillis(59 * 60_000);
    invalidate("t:b").join();
    assertThat(node.receipt(receipt.id())).contains(receipt);
    bench.passMillis(2 * 60_000);
    invalidate("t:c").join();
    assertThat(node.receipt(receipt.id())).isEmpty();
    assertThat(node.receipts(Instant.EPOCH, Optional.empty())).hasSize(2);
  }

  @Test
  void aReceiptSaysWhoAskedAndHowLongItTook() {
    bench.members.add("peer");
    var result = invalidate("t:a");
    bench.passMillis(100);
    bench.answer("peer", true);
    Receipt receipt = result.join();
    assertThat(receipt.by()).isEqualTo("test");
    assertThat(receipt.outcome()).isEqualTo(Receipt.Outcome.COMPLETE);
    assertThat(receipt.toCommit()).contains(Duration.ZERO);
    assertThat(receipt.toComplete()).contains(Duration.ofMillis(100));
  }
}
