package io.sluice.gateway.adapter.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.invalidation.Stamp;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class EntryFrameTest {

  @Property(tries = 300)
  void whatIsEncodedIsDecoded(@ForAll("frames") EntryFrame frame) {
    assertThat(EntryFrame.decode(frame.encode()))
        .get()
        .usingRecursiveComparison()
        .withEqualsForType(Buffer::equals, Buffer.class)
        .isEqualTo(frame);
  }

  @Property(tries = 300)
  void thePrefixCanBeReadOnItsOwn(@ForAll("frames") EntryFrame frame) {
    var start = frame.encode().slice(0, EntryPrefix.BYTES);

    assertThat(EntryPrefix.isPrefix(start)).isTrue();
    assertThat(EntryPrefix.of(start))
        .isEqualTo(new EntryPrefix(frame.stamp().generation(), frame.stamp().sequence()));
  }

  @Property(tries = 200)
  void noTruncationDecodes(@ForAll("frames") EntryFrame frame) {
    var bytes = frame.encode();
    for (int length = 0; length < bytes.length(); length++) {
      assertThat(EntryFrame.decode(bytes.slice(0, length))).isEmpty();
    }
  }

  @Property(tries = 200)
  void noAppendedBytesDecode(@ForAll("frames") EntryFrame frame, @ForAll byte[] more) {
    var bytes = frame.encode().appendBytes(more);

    assertThat(EntryFrame.decode(bytes).isPresent()).isEqualTo(more.length == 0);
  }

  @Property(tries = 200)
  void noChangeOfOneByteDecodes(
      @ForAll("frames") EntryFrame frame, @ForAll @IntRange(min = 1, max = 255) int change) {
    var bytes = frame.encode();
    for (int at = 0; at < bytes.length(); at++) {
      byte before = bytes.getByte(at);
      bytes.setByte(at, (byte) (before ^ change));
      assertThat(EntryFrame.decode(bytes)).isEmpty();
      bytes.setByte(at, before);
    }
    assertThat(EntryFrame.decode(bytes)).isPresent();
  }

  @Property
  void foreignBytesDecodeToNothing(@ForAll byte[] bytes) {
    assertThat(EntryFrame.decode(Buffer.buffer(bytes))).isEmpty();
  }

  @Property
  void foreignBytesBehindOurMagicDecodeToNothing(@ForAll byte[] bytes) {
    var foreign = Buffer.buffer().appendInt(EntryPrefix.MAGIC_AND_VERSION).appendBytes(bytes);

    assertThat(EntryFrame.decode(foreign)).isEmpty();
  }

  @Example
  void theBodyIsNotCopied() {
    var frame =
        new EntryFrame(
            new Stamp(1, 2, new long[0]), "k", Buffer.buffer("h"), Buffer.buffer("body"));
    var bytes = frame.encode();
    var decoded = EntryFrame.decode(bytes).orElseThrow();

    bytes.setByte(bytes.length() - 1, (byte) 'Y');

    assertThat(decoded.body().toString()).isEqualTo("bodY");
  }

  @Provide
  Arbitrary<EntryFrame> frames() {
    var hashes = Arbitraries.longs().array(long[].class).ofMaxSize(6);
    var stamps =
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs(), hashes).as(Stamp::new);
    var buffers = Arbitraries.bytes().array(byte[].class).ofMaxSize(60).map(Buffer::buffer);
    return Combinators.combine(
            stamps,
            Arbitraries.strings().ofMaxLength(30).filter(EntryFrameTest::isEncodable),
            buffers,
            buffers)
        .as(EntryFrame::new);
  }

  /** Lone surrogates cannot be written as UTF-8; no key holds them. */
  private static boolean isEncodable(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
