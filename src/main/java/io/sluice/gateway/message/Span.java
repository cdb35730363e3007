package io.sluice.gateway.message;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;

/**
 * A piece of work done for somebody, as traces show it, and the parent of what was done for its
 * sake. It travels with the work instead of being looked for in the Vert.x context: a fetch goes on
 * from timers and other requests' answers, whose context is not that of the request. Safe from any
 * thread.
 */
public interface Span {
  /** Of what is not traced: tells nobody, and leaves fields as they are. */
  Span NONE = new NoSpan();

  /** Begins a piece of this work that the node does itself. */
  Span part(String name);

  /** Begins a piece of this work that another server is asked for. */
  Span call(String name);

  Span set(String attribute, String value);

  Span set(String attribute, long value);

  Span set(String attribute, boolean value);

  /** Makes fields name this span to their receiver, and no other that they have named. */
  void carry(MultiMap fields);

  /**
   * Marks it as failed.
   *
   * @param type what failed, of few kinds
   */
  Span fail(String type);

  void end();

  /** Ends it with the work, as failed if that fails. */
  <T> Future<T> until(Future<T> work);
}
