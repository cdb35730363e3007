package io.sluice.gateway.invalidation;

/**
 * The log position to take <em>before</em> a request is sent to the origin, and with which its
 * response is stamped.
 *
 * @param generation the flush epoch; 0 while the node has not heard from the log yet
 * @param sequence every invalidation up to here was applied in this node before the token was
 *     taken; negative while the table is not complete, and then what is stamped with it is void as
 *     soon as it is
 */
public record FetchToken(long generation, long sequence) {
  /** The token of a node that knows nothing yet. */
  public static final FetchToken NONE = new FetchToken(0, -1);
}
