package io.sluice.gateway.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request for tests of rules. */
record Requests(
    String method,
    String authority,
    String path,
    @Nullable String query,
    Map<String, String> fields)
    implements RuleRequest {
  static Requests get(String target, String... fields) {
    return of("GET", target, fields);
  }

  static Requests of(String method, String target, String... fields) {
    var question = target.indexOf('?');
    return new Requests(
        method,
        "shop.example:8080",
        question < 0 ? target : target.substring(0, question),
        question < 0 ? null : target.substring(question + 1),
        Configs.map(fields));
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public @Nullable String header(String name) {
    return fields.get(name);
  }
}
