package io.sluice.gateway.message;

import io.vertx.core.MultiMap;

/**
 * Takes the interim responses (RFC 9110 §15.2) to a request, in order and before its final one.
 * Safe from any thread: those who share a fetch live on different event loops.
 */
public interface Interim {

  /**
   * @param status 100, only for a request with content and {@code Expect: 100-continue}; or any
   *     other 1xx but 101
   * @param fields as received; not changed by anybody from now on
   */
  void received(int status, MultiMap fields);

  /** For fetches that no client waits for. */
  Interim IGNORE = (status, fields) -> {};
}
