package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What stored responses and keys have alike is there once, and weighs once. */
class SharedTest {
  @Test
  void anEqualValueIsTheFirst() {
    var shared = new Shared<String>();
    String first = copy("text/html");
    assertThat(shared.of(first)).isSameAs(first);
    assertThat(shared.of(copy("text/html"))).isSameAs(first);
  }

  @Test
  void aTableThatIsFullForgets() {
    var shared = new Shared<String>();
    for (int i = 0; i < 100_000; i++) {
      assertThat(shared.of("value " + i)).isEqualTo("value " + i);
    }
  }

  @Test
  void responsesShareWhatTheyHaveAlike() {
    var first = response("\"1\"");
    var second = response("\"2\"");
    assertThat(second.fields()).isEqualTo(fields("\"2\""));
    assertThat(second.fields().get("x-unusual")).isSameAs(first.fields().get("x-unusual"));
    assertThat(second.fields().name(0)).isSameAs(first.fields().name(0));
    assertThat(second.freshness()).isSameAs(first.freshness());
    assertThat(second.byteSize()).isLessThan(32 + 4 * 4 + 2 * Text.byteSize("\"2\""));
    assertThat(second.expired().byteSize()).isEqualTo(second.byteSize());
  }

  @Test
  void keysShareTheirHost() {
    assertThat(key("/1").shared()).isEqualTo(key("/1")).hasSameHashCodeAs(key("/1"));
    assertThat(key("/1").shared().target().authority())
        .isSameAs(key("/2").shared().target().authority());
  }

  private static CacheKey key(String path) {
    return CacheKey.of("GET", new RequestTarget("http", copy("shop.example"), path, null));
  }

  private static StoredResponse response(String etag) {
    return new StoredResponse(
        200,
        fields(etag),
        1000,
        0,
        new Freshness(77, Freshness.Source.MAX_AGE, false, false, false, 0, 0),
        Vary.NONE,
        List.of());
  }

  private static StoredFields fields(String etag) {
    return StoredFields.of(copy("x-unusual"), copy("this, said often"), "etag", etag);
  }

  @SuppressWarnings("StringCopy") // another instance is what it is for
  private static String copy(String text) {
    return new String(text.toCharArray());
  }
}
