package io.sluice.gateway.adapter.coding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.caching.ContentCoding;
import io.sluice.gateway.testing.Decoded;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodersTest {
  private static final Coders CODERS = Coders.load();

  @Test
  void thisMachineHasBoth() {
    assertThat(CODERS.offered()).containsExactly(ContentCoding.BR, ContentCoding.GZIP);
    assertThat(Coders.gzipOnly().offered()).containsExactly(ContentCoding.GZIP);
  }

  @Property(tries = 100)
  void whatIsCodedDecodesToItself(@ForAll byte[] body, @ForAll ContentCoding coding) {
    var coded = CODERS.encode(coding, Buffer.buffer(body));
    assertThat(Decoded.bytes(coding.token(), coded.getBytes())).isEqualTo(body);
  }

  @ParameterizedTest
  @EnumSource
  void textShrinks(ContentCoding coding) {
    var text = Buffer.buffer("all work and no play, ".repeat(50_000));
    assertThat(CODERS.encode(coding, text).length()).isLessThan(text.length() / 100);
  }

  @Test
  void eachChunkCanBeReadAtOnce() throws IOException {
    try (var stream = CODERS.gzip()) {
      var sofar = stream.write(Buffer.buffer("first "));
      var reading = new GZIPInputStream(new ByteArrayInputStream(sofar.getBytes()));
      assertThat(reading.readNBytes(6)).isEqualTo("first ".getBytes(UTF_8));
      assertThatThrownBy(reading::read).isInstanceOf(EOFException.class);

      sofar.appendBuffer(stream.write(Buffer.buffer("second"))).appendBuffer(stream.end());
      assertThat(Decoded.bytes("gzip", sofar.getBytes())).isEqualTo("first second".getBytes(UTF_8));
    }
  }

  @Test
  void aStreamMayBeClosedTwiceAndMidway() {
    var stream = CODERS.gzip();
    stream.write(Buffer.buffer("x"));
    stream.close();
    stream.close();
  }
}
