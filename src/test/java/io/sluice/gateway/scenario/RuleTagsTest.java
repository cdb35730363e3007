package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tags that rules take from the query, from response fields and from JSON. */
class RuleTagsTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "rules",
          """
          - {name: q, match: {path: "/q/{shop}"}, ttl: 1h, tags: ["product:{query.sku}", "{shop}"]}
          - {name: h, match: {path: /h/**}, ttl: 1h, tags: ["store:{header.X-Store-Id}"]}
          - name: list
            match: {path: /list/**, methods: [GET]}
            ttl: 1h
            tags: ["product:{body./items/*/id}", "{header.x-kind}:{body./page}"]
          """,
          "tags.max-per-response",
          "5");

  private static OriginAnswer json(String body) {
    return ok(body).field("Content-Type", "application/json; charset=utf-8");
  }

  private static void stored(String target) {
    gateway.get(target);
    assertThat(gateway.get(target).xCache()).as(target).isEqualTo("HIT");
  }

  private static void assertPurgedBy(String tag, String target) {
    stored(target);
    gateway.purgeTags("other:" + tag, tag + "0");
    assertThat(gateway.get(target).xCache()).as("%s, before %s", target, tag).isEqualTo("HIT");
    gateway.purgeTags(tag);
    assertThat(gateway.get(target).xCache()).as("%s, after %s", target, tag).isEqualTo("MISS");
  }

  @Test
  void aQueryParameterBecomesATagForEachOfItsValues() {
    gateway.origin().on("/q/main", ok("x"));

    assertPurgedBy("product:7", "/q/main?sku=7");
    assertPurgedBy("product:8", "/q/main?sku=7&x=y&sku=8");
    assertPurgedBy("product:a/b", "/q/main?sku=a%2Fb");
    assertPurgedBy("main", "/q/main");
  }

  @Test
  void aResponseFieldBecomesATagForEachOfItsMembers() {
    gateway.origin().on("/h/1", ok("x").field("X-Store-Id", "3, 4")).on("/h/2", ok("x"));

    assertPurgedBy("store:4", "/h/1");
    assertThat(gateway.get("/h/1").field("x-store-id")).isEqualTo("3, 4");
    stored("/h/2");
    gateway.purgeTags("store:");
    assertThat(gateway.get("/h/2").xCache()).as("without the field, no tag").isEqualTo("HIT");
  }

  @Test
  void jsonBecomesATagForEachElement() {
    gateway
        .origin()
        .on(
            "/list/1",
            json("{\"items\":[{\"id\":1},{\"id\":\"x y\"},{\"id\":null},{}],\"page\":2}")
                .field("X-Kind", "page"));

    assertPurgedBy("product:1", "/list/1");
    assertPurgedBy("product:x y", "/list/1");
    assertPurgedBy("page:2", "/list/1");
  }

  @Test
  void whatNeitherFieldNorBodyHasMakesNoTagAndIsStored() {
    gateway.origin().on("/list/none", json("{\"items\":[]}"));
    stored("/list/none");
  }

  @Test
  void moreTagsThanAreAllowedAreNotStored() {
    gateway
        .origin()
        .on(
            "/list/many",
            json("{\"items\":[{\"id\":1},{\"id\":2},{\"id\":3},{\"id\":4},{\"id\":5}]}"))
        .on(
            "/list/more",
            json(
                "{\"items\":[{\"id\":1},{\"id\":2},{\"id\":3},{\"id\":4},{\"id\":5},{\"id\":6}]}"));
    stored("/list/many");
    gateway.get("/list/more");
    var again = gateway.get("/list/more");
    assertThat(again.xCache()).isEqualTo("MISS");
    assertThat(again.cacheStatus()).contains("tags: 6 (limit: 5)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/jsonp", "text/plain; x=\"+json\"", "json"})
  void whatIsNotJsonIsNotStored(String type) {
    var path = "/list/no" + type.length();
    gateway.origin().on(path, fresh("{\"items\":[{\"id\":1}]}").field("Content-Type", type));

    assertThat(gateway.get(path).cacheStatus()).contains("detail=tags-not-json");
    assertThat(gateway.get(path).xCache()).isEqualTo("MISS");
  }

  @Test
  void withoutATypeItIsNotJsonEither() {
    gateway.origin().on("/list/untyped", fresh("{\"items\":[]}"));
    assertThat(gateway.get("/list/untyped").cacheStatus()).contains("detail=tags-not-json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/problem+json", "APPLICATION/JSON", "application/vnd.api+json; a=b"})
  void jsonHasManyTypes(String type) {
    var path = "/list/" + type.length();
    gateway.origin().on(path, fresh("{\"items\":[{\"id\":1}]}").field("Content-Type", type));
    stored(path);
  }

  @Test
  void aCodedBodyIsNotStoredAndNotAskedFor() {
    gateway.origin().on("/list/gz", json("not really coded").field("Content-Encoding", "gzip"));

    assertThat(gateway.get("/list/gz", "Accept-Encoding", "gzip, br").cacheStatus())
        .contains("detail=tags-coded");
    assertThat(gateway.origin().last("/list/gz").field("Accept-Encoding")).isNull();
    assertThat(gateway.get("/list/gz").xCache()).isEqualTo("MISS");

    gateway.origin().on("/list/same", json("{}").field("Content-Encoding", "identity"));
    stored("/list/same");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"items\":[{\"id\":1}", "", "<p>", "{\"items\":[{\"id\":{}}]}"})
  void whatCannotBeReadIsNotStoredAndTheNextAnswerSaysSo(String body) {
    var path = "/list/bad" + body.length();
    gateway.origin().on(path, json(body).field("Cache-Control", "max-age=60"));

    var first = gateway.get(path);
    assertThat(first.text()).isEqualTo(body);
    assertThat(first.cacheStatus()).contains("detail=tags-in-body").doesNotContain("stored");
    var second = gateway.get(path);
    assertThat(second.xCache()).isEqualTo("MISS");
    assertThat(second.cacheStatus()).contains("detail=tags-unreadable").doesNotContain("stored");
    assertThat(gateway.origin().count(path)).isEqualTo(2);
  }

  @Test
  void whatIsFetchedForOneRequestAloneHasItsTagsToo() {
    gateway.origin().on("/list/alone", json("{\"items\":[{\"id\":\"alone\"}]}"));
    gateway.get("/list/alone", "Range", "bytes=0-3");

    assertPurgedBy("product:alone", "/list/alone");
  }
}
