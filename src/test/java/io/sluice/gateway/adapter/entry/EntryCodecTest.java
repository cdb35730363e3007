package io.sluice.gateway.adapter.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.FieldRewrites;
import io.sluice.gateway.caching.Freshness;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.StoredResponse;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.invalidation.Stamp;
import io.sluice.gateway.message.CacheEntry;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class EntryCodecTest {

  @Property(tries = 300)
  void whatIsEncodedIsDecoded(@ForAll("responses") StoredResponse response, @ForAll byte[] body) {
    var entry =
        new CacheEntry(
            Entries.key("/a?b=c"), response, Buffer.buffer(body), new Stamp(3, 4, new long[] {5}));

    var decoded = EntryCodec.decode(Entries.key("/a?b=c"), EntryCodec.encode(entry)).orElseThrow();

    assertThat(decoded.response()).isEqualTo(response);
    assertThat(decoded.body()).isEqualTo(entry.body());
    assertThat(decoded.stamp().generation()).isEqualTo(3);
    assertThat(decoded.stamp().sequence()).isEqualTo(4);
    assertThat(decoded.stamp().tag(0)).isEqualTo(5);
  }

  @Example
  void theEntryOfAnotherKeyIsNone() {
    var bytes = EntryCodec.encode(Entries.entry(Entries.key("/a"), 1, "body"));

    assertThat(EntryCodec.decode(Entries.key("/b"), bytes)).isEmpty();
    assertThat(EntryCodec.decode(Entries.key("/a"), bytes)).isPresent();
  }

  @Property(tries = 500)
  void aForgedHeadIsAnEntryOrNone(@ForAll byte[] head) {
    assertThat(EntryCodec.decode(Entries.key("/a"), forged(Buffer.buffer(head)))).isEmpty();
  }

  /** With a checksum that fits, as a stranger would write it: the reader's bounds must hold. */
  @Property(tries = 500)
  void aChangedHeadUnderAFittingChecksumThrowsNothing(
      @ForAll("responses") StoredResponse response,
      @ForAll @IntRange(max = 10_000) int place,
      @ForAll byte value) {
    var entry = new CacheEntry(Entries.key("/a"), response, Buffer.buffer(), stamp());
    var head = EntryFrame.decode(EntryCodec.encode(entry)).orElseThrow().head().copy();
    head.setByte(place % head.length(), value);

    assertThat(EntryCodec.decode(Entries.key("/a"), forged(head))).isNotNull();
  }

  @Property(tries = 200)
  void aTruncatedHeadUnderAFittingChecksumIsNone(@ForAll("responses") StoredResponse response) {
    var entry = new CacheEntry(Entries.key("/a"), response, Buffer.buffer(), stamp());
    var head = EntryFrame.decode(EntryCodec.encode(entry)).orElseThrow().head();
    for (int length = 0; length < head.length(); length++) {
      assertThat(EntryCodec.decode(Entries.key("/a"), forged(head.slice(0, length)))).isEmpty();
    }
  }

  @Example
  void aLargeBodySharesTheMemoryOfTheBytesAndASmallOneKeepsNoneOfIt() {
    for (int length : new int[] {4, 100_000}) {
      var bytes = EntryCodec.encode(Entries.entry(Entries.key("/a"), 1, "y".repeat(length)));
      var decoded = EntryCodec.decode(Entries.key("/a"), bytes).orElseThrow();

      bytes.setByte(bytes.length() - 1, (byte) 'Y');

      assertThat(decoded.body().toString()).endsWith(length == 4 ? "yy" : "yY").hasSize(length);
    }
  }

  @Provide
  Arbitrary<StoredResponse> responses() {
    var text = Arbitraries.strings().withCharRange(' ', '\u00ff').ofMaxLength(12);
    var name = Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(8);
    var fields =
        Combinators.combine(name, text)
            .as((n, v) -> List.of(n, v))
            .list()
            .ofMaxSize(5)
            .map(
                lines ->
                    StoredFields.of(lines.stream().flatMap(List::stream).toArray(String[]::new)));
    var seconds = Arbitraries.longs().between(0, Integer.MAX_VALUE);
    var flag = Arbitraries.of(true, false);
    var freshness =
        Combinators.combine(
                seconds, Arbitraries.of(Freshness.Source.class), flag, flag, flag, seconds, seconds)
            .as(Freshness::new);
    var vary =
        Combinators.combine(name, text)
            .as((n, v) -> Vary.ofValues(List.of(n), List.of(v)))
            .optional()
            .map(some -> some.orElse(Vary.NONE));
    var millis = Arbitraries.longs().between(0, 4_000_000_000_000L);
    return Combinators.combine(
            Arbitraries.integers().between(200, 599),
            fields,
            millis,
            millis,
            freshness,
            vary,
            text.list().ofMaxSize(4))
        .as(StoredResponse::new);
  }

  @Example
  void whatARuleChangesInTheFieldsIsKept() {
    var plain = Entries.entry(Entries.key("/a"), 1, "body");
    var rewrites = new FieldRewrites(List.of("etag"), List.of("x", "y"));
    var entry = plain.with(plain.response().rewritten(rewrites), plain.stamp());

    var decoded = EntryCodec.decode(Entries.key("/a"), EntryCodec.encode(entry)).orElseThrow();

    assertThat(decoded.response()).isEqualTo(entry.response()).isNotEqualTo(plain.response());
    assertThat(decoded.response().sentFields().get("x")).isEqualTo("y");
    assertThat(decoded.response().fields().get("etag")).isEqualTo("\"1\"");
  }

  private static Buffer forged(Buffer head) {
    return new EntryFrame(stamp(), Entries.key("/a").text(), head, Buffer.buffer()).encode();
  }

  private static Stamp stamp() {
    return new Stamp(1, 2, new long[0]);
  }
}
