package io.sluice.gateway.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.invalidation.Change.Mode;
import io.sluice.gateway.invalidation.Invalidation.Wait;
import io.sluice.gateway.invalidation.InvalidationLog.CommitRequest;
import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatRequest;
import io.sluice.gateway.invalidation.Receipt.CommitState;
import io.sluice.gateway.invalidation.Receipt.NodeState;
import io.sluice.gateway.invalidation.Receipt.State;
import io.sluice.gateway.invalidation.Receipt.Via;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One node against a server that answers at once; the lease is 5 s, a heartbeat comes every 500 ms.
 */
class LeasedNodeTest {
  private final TestBench bench = new TestBench(1_000);
  private final InvalidationNode node = bench.leased();

  @BeforeEach
  void settle() {
    node.start();
    bench.passMillis(6_000);
  }

  private CompletableFuture<Receipt> submit(String tag, Mode mode, Wait wait) {
    return node.submit(
            new Invalidation(List.of(tag), mode, wait, Duration.ofSeconds(3), false, "test"))
        .toCompletableFuture();
  }

  private Receipt invalidate(String tag) {
    return submit(tag, Mode.HARD, Wait.CLUSTER).join();
  }

  private Stamp fetch(String... tags) {
    return new Stamp(
        node.validity().token(), List.of(tags).stream().mapToLong(TagHash::of).toArray());
  }

  private static NodeState state(Receipt receipt, String peer) {
    return receipt.nodes().stream().filter(n -> n.node().equals(peer)).findFirst().orElseThrow();
  }

  @Test
  void whatWasFetchedBeforeIsInvalidAndWhatIsFetchedAfterIsValid() {
    Stamp before = fetch("t:a");
    assertThat(node.validity().check(before)).isEqualTo(Verdict.VALID);

    Receipt receipt = invalidate("t:a");

    assertThat(receipt.complete()).isTrue();
    assertThat(node.validity().check(before)).isEqualTo(Verdict.INVALID);
    assertThat(node.validity().check(fetch("t:a"))).isEqualTo(Verdict.VALID);
    assertThat(node.validity().check(fetch("t:b"))).isEqualTo(Verdict.VALID);
  }

  @Test
  void severalTagsGetOneRangeOfSequences() {
    var order =
        new Invalidation(
            List.of("t:a", "t:b", "t:a", "t:c"),
            Mode.HARD,
            Wait.CLUSTER,
            Duration.ofSeconds(3),
            false,
            "test");
    Receipt receipt = node.submit(order).toCompletableFuture().join();
    assertThat(receipt.sequence() - receipt.firstSequence()).isEqualTo(2);
  }

  @Test
  void aSoftInvalidationMakesStale() {
    Stamp before = fetch("t:a");
    submit("t:a", Mode.SOFT, Wait.CLUSTER).join();
    assertThat(node.validity().check(before)).isEqualTo(Verdict.SOFT_STALE);
  }

  @Test
  void aNodeThatAcknowledgesOnTheBusCompletesTheReceipt() {
    bench.heartbeatOf("peer.1", 0);
    var result = submit("t:a", Mode.HARD, Wait.CLUSTER);
    assertThat(result).isNotDone();

    bench.answer("peer.1", true);

    Receipt receipt = result.join();
    assertThat(receipt.complete()).isTrue();
    assertThat(state(receipt, "peer.1").via()).contains(Via.BUS);
    assertThat(state(receipt, TestBench.SELF).via()).contains(Via.SELF);
  }

  @Test
  void aNodeThatRefusesOnTheBusIsStillAwaited() {
    bench.heartbeatOf("peer.1", 0);
    var result = submit("t:a", Mode.HARD, Wait.CLUSTER);
    bench.answer("peer.1", false);
    assertThat(result).isNotDone();
  }

  @Test
  void aPositionReportedToTheServerAcknowledgesWithinAHeartbeat() {
    bench.heartbeatOf("peer.1", 0);
    var result = submit("t:a", Mode.HARD, Wait.CLUSTER);

    bench.heartbeatOf("peer.1", bench.server.head);
    bench.passMillis(600);

    assertThat(state(result.join(), "peer.1").via()).contains(Via.REDIS);
  }

  @Test
  void aSilentNodeIsFencedOneLeaseAndOnePercentAfterItsLastHeartbeat() {
    bench.heartbeatOf("peer.1", 0);
    bench.passMillis(2_000); // seen at the next heartbeat
    var result = submit("t:a", Mode.HARD, Wait.CLUSTER);

    bench.passMillis(2_900);
    assertThat(result).isNotDone();

    bench.passMillis(700);
    Receipt receipt = node.receipt(onlyId()).orElseThrow();
    assertThat(receipt.complete()).isTrue();
    assertThat(state(receipt, "peer.1").state()).isEqualTo(State.FENCED);
  }

  private String onlyId() {
    return node.receipts(Instant.EPOCH, Optional.empty()).get(0).id();
  }

  @Test
  void aReceiptIsHandedOutAsItStandsAtTheTimeout() {
    bench.passMillis(100);
    bench.heartbeatOf("peer.1", 0);
    var result = submit("t:a", Mode.HARD, Wait.CLUSTER);

    bench.passMillis(3_001);

    Receipt receipt = result.join();
    assertThat(receipt.committed()).isTrue();
    assertThat(receipt.complete()).isFalse();
    assertThat(state(receipt, "peer.1").state()).isEqualTo(State.PENDING);
    bench.passMillis(3_000);
    assertThat(node.receipt(receipt.id()).orElseThrow().complete()).isTrue();
  }

  @Test
  void whoWaitsForTheCommitOnlyIsAnsweredAtOnce() {
    bench.heartbeatOf("peer.1", 0);
    Receipt receipt = submit("t:a", Mode.HARD, Wait.COMMIT).join();
    assertThat(receipt.committed()).isTrue();
    assertThat(receipt.complete()).isFalse();
  }

  @Test
  void aCommitThatCertainlyDidNotRunIsRefusedAndOneThatMayHaveIsUnknown() {
    bench.commitFailure = Optional.of(new LogUnavailableException("commit", false));
    assertThat(invalidate("t:a").commit()).isEqualTo(CommitState.REFUSED);
    bench.commitFailure = Optional.of(new LogUnavailableException("commit", true));
    assertThat(invalidate("t:a").commit()).isEqualTo(CommitState.UNKNOWN);
    bench.commitFailure = Optional.empty();
    bench.durable = false;
    assertThat(invalidate("t:a").commit()).isEqualTo(CommitState.UNKNOWN);
  }

  @Test
  void anOrderThatInsistsKeepsItsTagsInvalidHereUntilItIsCommitted() {
    bench.commitFailure = Optional.of(new LogUnavailableException("commit", false));
    var order =
        new Invalidation(
            List.of("t:a"), Mode.HARD, Wait.CLUSTER, Duration.ofMillis(300), true, "test");
    var result = node.submit(order).toCompletableFuture();

    bench.passMillis(300);
    assertThat(result.join().commit()).isEqualTo(CommitState.PENDING);
    assertThat(node.validity().check(fetch("t:a"))).isEqualTo(Verdict.INVALID);
    assertThat(node.status().heldTags()).isEqualTo(1);

    bench.commitFailure = Optional.empty();
    bench.passMillis(1_000);
    assertThat(node.receipt(result.join().id()).orElseThrow().complete()).isTrue();
    assertThat(node.validity().check(fetch("t:a"))).isEqualTo(Verdict.VALID);
    assertThat(node.status().heldTags()).isZero();
  }

  @Test
  void moreThanCanBeHeldVoidsEverythingOnceTheLogIsBack() {
    Stamp stored = fetch("t:unrelated");
    bench.commitFailure = Optional.of(new LogUnavailableException("commit", false));
    List<String> tags = IntStream.rangeClosed(0, 10_000).mapToObj(i -> "t:" + i).toList();
    for (List<String> part : List.of(tags.subList(0, 10_000), tags.subList(1, 10_001))) {
      node.submit(
          new Invalidation(part, Mode.HARD, Wait.CLUSTER, Duration.ofSeconds(1), true, "test"));
    }
    assertThat(node.validity().check(stored)).isEqualTo(Verdict.UNTRUSTED);
    assertThat(node.status().heldTags()).isZero();

    bench.passMillis(600);

    assertThat(node.validity().check(stored)).isEqualTo(Verdict.INVALID);
    assertThat(node.validity().check(fetch("t:unrelated"))).isEqualTo(Verdict.VALID);
  }

  @Test
  void withoutARunIdThereIsNoLeaseAndTheReceiptSaysWhy() {
    bench.verified = false;
    Receipt receipt = invalidate("t:a");
    assertThat(receipt.detail()).isPresent();
    bench.passMillis(5_000);
    assertThat(node.validity().trusted()).isFalse();
  }

  @Test
  void withoutAMajorityThereIsNoLease() {
    bench.durable = false;
    bench.passMillis(5_000);
    assertThat(node.validity().trusted()).isFalse();
    assertThat(node.status().heartbeatFailures()).isPositive();
  }

  @Test
  void aFlushVoidsEverything() {
    Stamp stamp = fetch("t:a");
    bench.server.flush();
    bench.passMillis(600);
    assertThat(node.validity().check(stamp)).isEqualTo(Verdict.INVALID);
    assertThat(node.validity().trusted()).isTrue();
    assertThat(node.status().recoveries()).isEqualTo(1);
  }

  @Test
  void aRestartedServerGetsBackWhatItLost() {
    ScriptModel disk = bench.server.copy();
    invalidate("t:a");
    bench.server.records = disk.records;
    bench.server.head = disk.head;
    bench.runId = "run2";

    bench.passMillis(1_500);

    assertThat(bench.server.records).hasSize(1);
    assertThat(node.validity().trusted()).isTrue();
  }

  @Test
  void aHintBringsTheNextHeartbeatForward() {
    int before = bench.heartbeats.size();
    node.nudge(Long.MAX_VALUE);
    node.nudge(Long.MAX_VALUE);
    bench.passMillis(60);
    assertThat(bench.heartbeats).hasSize(before + 1);
  }

  @Test
  void aMessageOfAnotherGenerationIsNotAcknowledged() {
    var message = new ApplyMessage(4711, 1, 0, 1, Mode.HARD, List.of(1L));
    assertThat(node.apply(message)).isFalse();
  }

  @Test
  void aGapInTheMessagesIsFilledByAHeartbeatAtOnce() {
    long applied = node.validity().token().sequence();
    bench.server.commit(
        new CommitRequest(9, bench.server.generation, bench.server.term, Mode.HARD, List.of(8L)),
        bench.runId,
        0);
    var second =
        new ApplyMessage(
            bench.server.generation,
            bench.server.term,
            bench.server.head,
            bench.server.head + 1,
            Mode.HARD,
            List.of(9L));
    assertThat(node.apply(second)).isTrue();
    assertThat(node.validity().token().sequence())
        .as("not before the gap is filled")
        .isEqualTo(applied);

    bench.passMillis(60);

    assertThat(node.validity().token().sequence()).isEqualTo(bench.server.head);
  }

  @Test
  void aNodeThatLeavesTrustsNothingAndIsForgotten() {
    node.stop().toCompletableFuture().join();
    assertThat(node.validity().trusted()).isFalse();
    assertThat(bench.server.nodes).doesNotContainKey(TestBench.SELF);
    assertThat(invalidate("t:a").commit()).isEqualTo(CommitState.REFUSED);
    int before = bench.heartbeats.size();
    bench.passMillis(5_000);
    assertThat(bench.heartbeats).hasSize(before);
  }

  @Test
  void deadNodesAreReportedAfterTenLeases() {
    bench.heartbeatOf("peer.1", 0);
    bench.passMillis(49_000);
    assertThat(bench.server.nodes).containsKey("peer.1");
    bench.passMillis(4_000);
    assertThat(bench.server.nodes).doesNotContainKey("peer.1");
  }

  @Test
  void receiptsAreListedByTimeAndTag() {
    invalidate("t:a");
    bench.passMillis(1_000);
    Instant later = Instant.ofEpochMilli(bench.wallMillis());
    invalidate("t:b");
    assertThat(node.receipts(Instant.EPOCH, Optional.of("t:a"))).hasSize(1);
    assertThat(node.receipts(later, Optional.empty()))
        .singleElement()
        .satisfies(receipt -> assertThat(receipt.tags()).containsExactly("t:b"));
  }

  @Test
  void aTableIsReadInPagesAndNotClaimedBeforeTheLast() {
    TestBench small = new TestBench(10);
    List<Long> tags = LongStream.rangeClosed(1, 95).boxed().toList();
    small.server.commit(new CommitRequest(3, 0, 0, Mode.HARD, tags), small.runId, 1);
    InvalidationNode joining = small.leased();

    joining.start();
    assertThat(joining.validity().trusted()).isFalse();
    small.passMillis(400);

    assertThat(joining.validity().trusted()).isTrue();
    assertThat(joining.status().tableRecords()).isEqualTo(95);
    assertThat(small.heartbeats.subList(0, 10))
        .as("a page claims nothing")
        .extracting(HeartbeatRequest::applied)
        .containsOnly(-1L);
    assertThat(small.heartbeats).extracting(HeartbeatRequest::since).isSorted();
  }
}
