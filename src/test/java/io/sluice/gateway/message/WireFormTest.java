package io.sluice.gateway.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.invalidation.ApplyMessage;
import io.sluice.gateway.invalidation.Change;
import io.sluice.gateway.invalidation.Invalidation;
import io.sluice.gateway.message.WireForm.UnreadableException;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** What crosses nodes is read as it was written, or refused. */
class WireFormTest {
  private static final List<Function<Buffer, Object>> READERS =
      List.of(
          ApplyWire::decode, Settled::decode, ReceiptWire::id, wire -> ReceiptWire.receipt(wire));

  @Property
  void anInvalidationIsReadAsItWasWritten(
      @ForAll long generation,
      @ForAll long term,
      @ForAll long head,
      @ForAll long first,
      @ForAll Change.Mode mode,
      @ForAll @Size(min = 1, max = 50) List<Long> tags,
      @ForAll @Size(max = 20) byte[] ofALaterRelease) {
    var message = new ApplyMessage(generation, term, head, first, mode, tags);
    var wire = ApplyWire.encode(message);
    assertThat(ApplyWire.decode(wire)).isEqualTo(message);
    assertThat(ApplyWire.decode(wire.appendBytes(ofALaterRelease))).isEqualTo(message);
  }

  @Property
  void textsAreReadAsTheyWereWritten(@ForAll @StringLength(max = 50) String text) {
    assertThat(WireForm.text(WireForm.ofText("é" + text.replaceAll("[\\ud800-\\udfff]", "")), 500))
        .isEqualTo("é" + text.replaceAll("[\\ud800-\\udfff]", ""));
  }

  @Property(tries = 5000)
  void anyBytesAreReadOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
    readOrRefused(Buffer.buffer(bytes));
  }

  /** Random bytes seldom begin with a format that is known. */
  @Property(tries = 5000)
  void anyContentIsReadOrRefused(@ForAll @Size(max = 200) byte[] bytes, @ForAll boolean hard) {
    readOrRefused(
        Buffer.buffer().appendByte((byte) 1).appendByte((byte) (hard ? 0 : 1)).appendBytes(bytes));
  }

  private static void readOrRefused(Buffer wire) {
    for (var reader : READERS) {
      try {
        assertThat(reader.apply(wire)).isNotNull();
      } catch (UnreadableException refused) {
        assertThat(refused.getMessage()).hasSizeLessThan(400);
      }
    }
  }

  @Test
  void aFormatOfALaterReleaseIsRefusedAndNamed() {
    for (var reader : READERS) {
      var wire = ApplyWire.encode(message(1)).setByte(0, (byte) 2);
      assertThatThrownBy(() -> reader.apply(wire))
          .isInstanceOf(UnreadableException.class)
          .hasMessage("format: 2, of another release (read here: 1)");
    }
  }

  @Test
  void aCountIsNotBelieved() {
    for (int count : new int[] {Integer.MAX_VALUE, -1, 0, 2, Invalidation.MAX_TAGS + 1}) {
      var wire = ApplyWire.encode(message(1)).setInt(34, count);
      assertThatThrownBy(() -> ApplyWire.decode(wire)).isInstanceOf(UnreadableException.class);
    }
    var most = ApplyWire.encode(message(Invalidation.MAX_TAGS));
    assertThat(ApplyWire.decode(most).tags()).hasSize(Invalidation.MAX_TAGS);
    var tooMany = ApplyWire.encode(message(Invalidation.MAX_TAGS + 1));
    assertThatThrownBy(() -> ApplyWire.decode(tooMany)).hasMessageContaining("tags: 10001");
  }

  private static ApplyMessage message(int tags) {
    return new ApplyMessage(1, 1, 1, 2, Change.Mode.HARD, Collections.nCopies(tags, 7L));
  }

  @Test
  void aModeOfALaterReleaseIsNotTakenForAnother() {
    assertThatThrownBy(() -> ApplyWire.decode(ApplyWire.encode(message(1)).setByte(1, (byte) 2)))
        .hasMessageContaining("mode: 2");
  }

  @Test
  void tooLongAWordIsRefused() {
    assertThatThrownBy(() -> Settled.decode(WireForm.ofText("x".repeat(1025))))
        .hasMessageContaining("bytes: 1025");
    assertThatThrownBy(() -> ReceiptWire.id(WireForm.ofText("x".repeat(1025))))
        .hasMessageContaining("bytes: 1025");
  }

  @Test
  void anOutcomeOfALaterReleaseIsAFailure() {
    assertThat(Settled.decode(WireForm.ofText("abc perhaps later")))
        .isEqualTo(new Settled("abc", Settled.Outcome.FAILED));
    for (var outcome : Settled.Outcome.values()) {
      var settled = new Settled("abc", outcome);
      assertThat(Settled.decode(settled.encode())).isEqualTo(settled);
    }
  }

  @Test
  void noReceiptIsNoReceipt() {
    assertThat(ReceiptWire.receipt(ReceiptWire.encode(Optional.empty()))).isEmpty();
  }
}
