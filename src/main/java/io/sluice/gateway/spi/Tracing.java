package io.sluice.gateway.spi;

import io.sluice.gateway.message.Span;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.Set;

/** Makes the spans that nothing in this node is the parent of. Must never block an event loop. */
public interface Tracing {
  /** Traces nothing. */
  Tracing OFF =
      new Tracing() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public Span request(String name, MultiMap fields, long elapsedNanos) {
          return Span.NONE;
        }

        @Override
        public Span work(String name, MultiMap fields) {
          return Span.NONE;
        }

        @Override
        public Span joined(String name, MultiMap fields) {
          return Span.NONE;
        }

        @Override
        public Future<Void> close() {
          return Future.succeededFuture();
        }
      };

  /** In place of a method that is in no standard: anybody can invent another one. */
  String OTHER_METHOD = "_OTHER";

  Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  /** Whether it traces at all; the same answer for ever. */
  boolean isOn();

  /**
   * Begins the span of a request from outside.
   *
   * @param fields of the request, which may name the span that it belongs to
   * @param elapsedNanos how long ago the request came
   */
  Span request(String name, MultiMap fields, long elapsedNanos);

  /**
   * Begins the span of work that a message asks for.
   *
   * @param fields as in {@link #request}
   */
  Span work(String name, MultiMap fields);

  /**
   * Begins the span of what another node asks for and waits for.
   *
   * @param fields as in {@link #request}; without a span that it belongs to it is not traced
   */
  Span joined(String name, MultiMap fields);

  /** Sends what it still has, for as long as that may take. */
  Future<Void> close();

  /** A request's method, as spans have it. */
  static String method(String method) {
    return METHODS.contains(method) ? method : OTHER_METHOD;
  }
}
