package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.config.RuleRequest;
import org.jspecify.annotations.Nullable;

/** A request as rules look at it. */
record SeenRequest(RequestHead head) implements RuleRequest {
  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String scheme() {
    return head.target().scheme();
  }

  @Override
  public String authority() {
    return head.target().authority();
  }

  @Override
  public String path() {
    return head.target().path();
  }

  @Override
  public @Nullable String query() {
    return head.target().query();
  }

  @Override
  public @Nullable String header(String name) {
    return head.fields().joined(name);
  }
}
