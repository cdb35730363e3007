package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldRewritesTest {
  private static final FieldRewrites REWRITES =
      new FieldRewrites(List.of("server"), List.of("x-frame-options", "DENY", "via", "us"));

  private static final StoredFields FIELDS =
      StoredFields.of("server", "nginx", "via", "a", "etag", "\"1\"", "via", "b", "Server", "2");

  @Test
  void oneLineTakesThePlaceOfAllOfItsName() {
    assertThat(REWRITES.apply(FIELDS))
        .isEqualTo(StoredFields.of("via", "us", "etag", "\"1\"", "x-frame-options", "DENY"));
    assertThat(FieldRewrites.NONE.apply(FIELDS)).isSameAs(FIELDS);
  }

  /** What Vary is evaluated on is what the origin got. */
  @Test
  void aViewSaysTheSameAsACopy() {
    var view = REWRITES.over(FIELDS);
    var copy = REWRITES.apply(FIELDS);
    for (var name : List.of("server", "Server", "via", "VIA", "etag", "x-frame-options", "none")) {
      assertThat(view.get(name)).as(name).isEqualTo(copy.get(name));
      assertThat(view.all(name)).as(name).isEqualTo(copy.all(name));
      assertThat(view.joined(name)).as(name).isEqualTo(copy.joined(name));
      assertThat(view.contains(name)).as(name).isEqualTo(copy.contains(name));
    }
    var lines = new ArrayList<String>();
    view.forEach((name, value) -> lines.add(name + ": " + value));
    assertThat(lines).containsExactlyInAnyOrder("etag: \"1\"", "via: us", "x-frame-options: DENY");
  }

  @Test
  void aStoredResponseIsJudgedByTheOriginsFieldsAndSentWithTheRules() {
    var stored =
        new StoredResponse(
            200,
            StoredFields.of("cache-control", "max-age=9", "etag", "\"1\"", "x-a", "b"),
            1,
            0,
            new Freshness(9, Freshness.Source.MAX_AGE, false, false, false, 0, 0),
            Vary.NONE,
            List.of());
    var sent =
        stored.rewritten(new FieldRewrites(List.of("x-a"), List.of("cache-control", "no-store")));

    assertThat(sent.fields()).isEqualTo(stored.fields());
    assertThat(sent.sentFields())
        .isEqualTo(StoredFields.of("cache-control", "no-store", "etag", "\"1\""));
    assertThat(sent.notModifiedFields().get("cache-control")).isEqualTo("no-store");
    assertThat(sent).isNotEqualTo(stored);
    assertThat(sent.expired().sentFields()).isEqualTo(sent.sentFields());
    assertThat(sent.rewritten(FieldRewrites.NONE)).isEqualTo(stored);
  }
}
