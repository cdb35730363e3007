package io.sluice.gateway.verticle.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.JsonPointer;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointedValuesTest {
  private static JsonPointer pointer(String text) {
    return new JsonPointer(
        Arrays.stream(text.substring(1).split("/", -1))
            .map(token -> token.replace("~1", "/").replace("~0", "~"))
            .toList());
  }

  private static Optional<Map<JsonPointer, Set<String>>> read(String json, String... pointers) {
    return PointedValues.read(
        Buffer.buffer(json), Arrays.stream(pointers).map(PointedValuesTest::pointer).toList(), 100);
  }

  private static String found(String json, String pointer) {
    var found = read(json, pointer).orElseThrow();
    return String.join(" ", found.getOrDefault(pointer(pointer), Set.of()));
  }

  /** The first lines are the examples of RFC 6901, section 5, as far as they are scalars. */
  @ParameterizedTest(name = "{0} in {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/foo/0      | {\"foo\":[\"bar\",\"baz\"]} | bar",
        "/           | {\"\":0}                    | 0",
        "/a~1b       | {\"a/b\":1}                 | 1",
        "/c%d        | {\"c%d\":2}                 | 2",
        "/e^f        | {\"e^f\":3}                 | 3",
        "/m~0n       | {\"m~n\":8}                 | 8",
        "/id         | {\"id\":7}                  | 7",
        "/id         | {\"id\":\"7\"}              | 7",
        "/id         | {\"id\":1.50}               | 1.50",
        "/id         | {\"id\":true}               | true",
        "/id         | {\"id\":null}               | ``",
        "/id         | {\"ID\":7}                  | ``",
        "/id         | {\"id\":1,\"id\":2}         | 1 2",
        "/id         | [{\"id\":7}]                | ``",
        "/id/x       | {\"id\":7}                  | ``",
        "/a/id       | {\"id\":1,\"a\":{\"b\":{\"id\":2},\"id\":3}} | 3",
        "/*/id       | [{\"id\":1},{\"id\":2},{\"x\":3},4,{\"id\":1}] | 1 2",
        "/items/*/id | {\"items\":{\"a\":{\"id\":1},\"b\":{\"id\":2}}} | 1 2",
        "/ids        | {\"ids\":[1,[2,3],null,1]}  | 1 2 3",
        "/ids/*      | {\"ids\":[1,2]}             | 1 2",
        "/ids/1      | {\"ids\":[1,2]}             | 2",
        "/ids/01     | {\"ids\":[1,2]}             | ``",
        "/ids/-      | {\"ids\":[1,2]}             | ``",
        "/*          | [1,\"a b\",false]           | 1 a b false",
        "/id         | \"text\"                    | ``",
      })
  void scalarsAreFoundWhereThePointerPoints(String pointer, String json, String values) {
    assertThat(found(json, pointer)).isEqualTo(values);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"id\":1",
        "{\"id\":1}}",
        "{\"id\":1} {\"id\":2}",
        "{\"id\":{\"x\":1}}",
        "{\"id\":[{}]}",
        "{id:1}",
        "{\"id\":01}",
        "{\"id\":NaN}",
        "<html>",
        "{\"id\":1,}",
        "{\"id\":1}garbage",
        "{\"id\":\"a\nb\"}"
      })
  void whatIsNoJsonOrNoScalarIsUnreadable(String json) {
    assertThat(read(json, "/id")).isEmpty();
  }

  @Test
  void severalPointersAreFollowedInOnePass() {
    var found =
        read("{\"a\":[{\"id\":1,\"sku\":\"x\"},{\"id\":2}],\"b\":3}", "/a/*/id", "/b", "/*/0/sku")
            .orElseThrow();
    assertThat(found)
        .containsEntry(pointer("/a/*/id"), Set.of("1", "2"))
        .containsEntry(pointer("/b"), Set.of("3"))
        .containsEntry(pointer("/*/0/sku"), Set.of("x"));
  }

  @Test
  void theNumberOfValuesIsBounded() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 1000; i++) {
      ids.add(Integer.toString(i));
    }
    var found = PointedValues.read(Buffer.buffer(ids.toString()), List.of(pointer("/*")), 10);
    assertThat(found.orElseThrow().get(pointer("/*"))).hasSize(11);
  }

  @Test
  void whatIsNestedTooDeeplyIsUnreadable() {
    assertThat(read("[".repeat(100_000) + "]".repeat(100_000), "/id")).isEmpty();
    assertThat(read("[".repeat(100_000) + "]".repeat(100_000), "/*")).isEmpty();
    assertThat(
            read("{\"id\":" + "[".repeat(150) + "7" + "]".repeat(150) + "}", "/id").orElseThrow())
        .containsEntry(pointer("/id"), Set.of("7"));
  }

  @Property(tries = 500)
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    var found = PointedValues.read(Buffer.buffer(bytes), List.of(pointer("/*")), 10);
    assertThat(found.map(values -> values.containsKey(pointer("/*"))).orElse(true)).isTrue();
  }

  @Example
  void aBrokenStringOfUtf8IsUnreadable() {
    var bytes = Buffer.buffer("{\"id\":\"").appendByte((byte) 0xc3).appendString("\"}");
    assertThat(PointedValues.read(bytes, List.of(pointer("/id")), 10)).isEmpty();
  }
}
