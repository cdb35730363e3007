package io.sluice.gateway.caching;

/**
 * What caching needs to know of a request.
 *
 * @param method as sent; methods are case-sensitive (RFC 9110 §9.1)
 * @param target normalised
 * @param fields as received, before any are removed for forwarding
 */
public record RequestHead(String method, RequestTarget target, Fields fields) {

  /** Whether the method is GET or HEAD. */
  public boolean isRead() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /** Whether the method is known to be safe (RFC 9110 §9.2.1); unknown methods are not. */
  public boolean isSafe() {
    return isRead() || method.equals("OPTIONS") || method.equals("TRACE");
  }
}
