package io.sluice.gateway.adapter.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.adapter.entry.PartReader.Malformed;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;

class PartReaderTest {

  @Property(tries = 300)
  void whatIsWrittenIsRead(
      @ForAll long number,
      @ForAll @AlphaChars String text,
      @ForAll List<@NumericChars String> texts)
      throws Malformed {
    var reader = new PartReader(new PartWriter().number(number).text(text).texts(texts).bytes());

    assertThat(reader.number()).isEqualTo(number);
    assertThat(reader.text()).isEqualTo(text);
    assertThat(reader.texts()).isEqualTo(texts);
    reader.end();
  }

  @Property
  void anyBytesAreReadOrRefusedAsMalformed(@ForAll byte[] bytes) {
    var reader = new PartReader(Buffer.buffer(bytes));
    try {
      reader.texts();
      reader.text();
      reader.number();
      reader.end();
    } catch (Malformed expected) {
      assertThat(expected).hasMessageNotContainingAny("null");
    }
  }

  @Example
  void aLengthBeyondTheBytesIsRefusedBeforeAnythingIsAllocated() {
    var huge = Buffer.buffer().appendInt(Integer.MAX_VALUE).appendInt(0);

    assertThatThrownBy(() -> new PartReader(huge).texts()).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> new PartReader(huge).text()).isInstanceOf(Malformed.class);
  }

  @Example
  void numbersOutOfTheirRangeAreRefused() {
    var bytes = new PartWriter().number(1000).bytes();

    assertThatThrownBy(() -> new PartReader(bytes).number(100, 999)).isInstanceOf(Malformed.class);
  }
}
