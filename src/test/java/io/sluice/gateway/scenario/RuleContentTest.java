package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** POST and its like, which a rule can declare to be questions. */
class RuleContentTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "rules",
          """
          - {name: search, match: {path: /search, methods: [GET, POST]}, ttl: 5m, tags: [s]}
          - {name: write, match: {path: /write, methods: [POST, PUT]}, ttl: 5m, invalidates: [s]}
          """);

  /** The origin sees the question in a field, too, since it answers before it has read all. */
  private static RawResponse ask(String content) {
    return gateway.post("/search", content, "X-Question", content);
  }

  private static void answerQuestions() {
    gateway.origin().on("/search", request -> ok("found " + request.field("X-Question")));
  }

  @Test
  void theSameContentIsAnsweredFromStore() {
    answerQuestions();

    assertThat(ask("cats").text()).isEqualTo("found cats");
    assertThat(gateway.origin().last("/search").body()).isEqualTo("cats");
    assertThat(ask("dogs").text()).isEqualTo("found dogs");
    var again = ask("cats");
    assertThat(again.text()).isEqualTo("found cats");
    assertThat(again.xCache()).isEqualTo("HIT");
    assertThat(gateway.get("/search").xCache()).isEqualTo("MISS");
    assertThat(gateway.get("/search").xCache()).isEqualTo("HIT");
  }

  @Test
  void theSameBytesOfAnotherTypeAreAnotherQuestion() {
    gateway.origin().on("/search", request -> ok("as " + request.field("Content-Type")));

    gateway.post("/search", "{}", "Content-Type", "application/json");
    assertThat(gateway.post("/search", "{}", "Content-Type", "text/plain").text())
        .isEqualTo("as text/plain");
  }

  @Test
  void aQuestionInvalidatesNothingAndCanBePurged() {
    answerQuestions();

    ask("one");
    ask("two");
    assertThat(ask("one").xCache()).isEqualTo("HIT");
    gateway.purgeTags("s");
    assertThat(ask("one").xCache()).isEqualTo("MISS");
  }

  @Test
  void contentThatIsTooLargeToBeKeyedIsForwardedAsItComes() {
    gateway.origin().on("/search", ok("found"));
    var large = "x".repeat(64 * 1024 + 1);

    var response = gateway.post("/search", large);
    assertThat(response.text()).isEqualTo("found");
    assertThat(gateway.origin().last("/search").body()).isEqualTo(large);
    assertThat(response.xCache()).isEqualTo("BYPASS");
    assertThat(gateway.post("/search", large).xCache()).isEqualTo("BYPASS");
  }

  @Test
  void anAnswerThatIsNotStoredReachesTheOriginWithItsContentEachTime() {
    gateway.origin().on("/search", ok("x").field("Cache-Control", "no-store"));

    for (var content : List.of("a", "a", "")) {
      gateway.post("/search", content);
      assertThat(gateway.origin().last("/search").body()).isEqualTo(content);
    }
    gateway.post("/search", "b", "Cache-Control", "no-store");
    assertThat(gateway.origin().last("/search").body()).isEqualTo("b");
    assertThat(gateway.post("/search", "a").xCache()).isEqualTo("MISS");
  }

  @Test
  void aRuleThatInvalidatesMakesNoQuestionOfAPost() {
    gateway.origin().on("/write", request -> fresh("x")).on("/search", ok("found"));
    gateway.get("/search?w");

    assertThat(gateway.post("/write", "a").xCache()).isEqualTo("BYPASS");
    assertThat(gateway.post("/write", "a").xCache()).isEqualTo("BYPASS");
    assertThat(gateway.get("/search?w").xCache()).isEqualTo("MISS");
  }

  @Test
  void anExpectationThatNobodyKnowsIsRefusedAsElsewhere() {
    answerQuestions();
    try (var client = gateway.connect()) {
      var answer =
          client.requestWithBody("POST", "/search", "cats", "Expect", "miracles").response();
      assertThat(answer.status()).isEqualTo(417);
    }
    assertThat(ask("cats").text()).isEqualTo("found cats");
  }
}
