package io.sluice.gateway.message;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;

/** See {@link Span#NONE}. */
final class NoSpan implements Span {
  @Override
  public Span part(String name) {
    return this;
  }

  @Override
  public Span call(String name) {
    return this;
  }

  @Override
  public Span set(String attribute, String value) {
    return this;
  }

  @Override
  public Span set(String attribute, long value) {
    return this;
  }

  @Override
  public Span set(String attribute, boolean value) {
    return this;
  }

  @Override
  public void carry(MultiMap fields) {
    // What a client has told goes on as it came.
  }

  @Override
  public Span fail(String type) {
    return this;
  }

  @Override
  public void end() {}

  @Override
  public <T> Future<T> until(Future<T> work) {
    return work;
  }
}
