package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as a change of the configuration. */
class EffectiveConfigTest {

  private static EffectiveConfig effective(String yaml) {
    return ((ConfigResult.Ok) Configs.load(yaml, Map.of(), Map.of())).effective();
  }

  private static List<String> changed(String before, String after) {
    return effective(after).changedSince(effective(before));
  }

  /** Values of every kind are compared by what they say. */
  @Test
  void theSameTextIsNoChange() throws IOException {
    var files =
        List.of(
            "catalogue-events.yaml",
            "content-site.yaml",
            "immutable-records.yaml",
            "orders-and-catalogue.yaml",
            "rule-settings.yaml");
    for (var file : files) {
      var yaml = Files.readString(Path.of("conf/examples", file));
      assertThat(changed(yaml, "# moved\n\n" + yaml)).as(file).isEmpty();
    }
    var everything =
        """
        upstreams: {default: [{url: "http://a", weight: 2}], b: http://b}
        purge: {allowed: [10.0.0.0/8]}
        admin: {tokens: [{token: t, scopes: [read]}]}
        events: {mappings: [{match: {type: a.*}, tags: ["x:{data./id}"]}]}
        rules:
        - name: a
          match: {path: "/a/{id}", host: "*.shop", headers: {x: "1*"}, query: {q: "*"}, status: [2xx],
                  content-type: [text/*]}
          ttl: 1h
          key: {headers: [x], cookies: [c], query: {deny: [utm_*]}}
          tags: ["a:{id}"]
          rate-limit: {requests: 3}
          request: {set: {x-id: "{id}"}}
        - {name: w, match: {path: "/a/{id}", methods: [PUT]}, invalidates: ["a:{id}"], prefetch: ["/a/{id}"]}
        """;
    assertThat(changed(everything, "#\n" + everything)).isEmpty();
  }

  @Test
  void theSameValueInOtherWordsIsNoChange() {
    assertThat(changed("cache: {grace: 60s}", "cache: {grace: 1m}")).isEmpty();
    assertThat(changed("", "http: {port: 8080}")).isEmpty();
    assertThat(changed("upstreams: {default: http://a}", "upstreams: {default: [http://a:80]}"))
        .isEmpty();
  }

  @Test
  void aChangeIsToldByKeyRuleOrUpstream() {
    assertThat(changed("", "cache: {grace: 1s}")).containsExactly("cache.grace");
    assertThat(changed("upstreams: {a: http://a}", "upstreams: {b: http://a}"))
        .containsExactly("upstreams.a", "upstreams.b");
    assertThat(
            changed(
                "upstreams: {a: http://a}", "upstreams: {a: {origins: [http://a], retries: 3}}"))
        .containsExactly("upstreams.a.retries");
    assertThat(
            changed(
                "rules: [{name: a, ttl: 1s}, {name: b, ttl: 1s}]",
                "rules: [{name: a, ttl: 2s}, {name: c, ttl: 1s}]"))
        .containsExactly("rules.a", "rules.b", "rules.c");
  }

  @Test
  void whatTakesEffectAtTheStartOnlyIsToldApart() {
    var now = effective("{http: {port: 1}, node: {id: a}, cache: {grace: 1s}}");
    assertThat(now.needingRestart(now.changedSince(effective(""))))
        .containsExactlyInAnyOrder("http.port", "node.id");
  }

  @Test
  void theContentOfAFileIsAValueWhereItTakesEffectAtOnce(@TempDir Path directory)
      throws IOException {
    var token = Files.writeString(directory.resolve("token"), "one");
    var password = Files.writeString(directory.resolve("password"), "one");
    var yaml =
        "{admin: {token-file: '%s'}, redis: {password-file: '%s'}}".formatted(token, password);
    var before = effective(yaml);
    Files.writeString(token, "two");
    Files.writeString(password, "two");
    var after = effective(yaml);
    assertThat(after.changedSince(before)).containsExactly("admin.token-file");
    assertThat(after.staleFilesSince(before)).containsExactly("redis.password-file");
  }
}
