package io.sluice.gateway.verticle.ingress;

import java.util.List;

/** The hosts that this gateway serves: all, unless some are configured. */
final class ServedHosts {
  private final List<String> hosts;

  /**
   * @param hosts names, or {@code *.} and a domain
   */
  ServedHosts(List<String> hosts) {
    this.hosts = hosts;
  }

  boolean include(String authority) {
    if (hosts.isEmpty()) {
      return true;
    }
    int colon = authority.lastIndexOf(':');
    String host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    for (String served : hosts) {
      if (served.startsWith("*.") ? host.endsWith(served.substring(1)) : host.equals(served)) {
        return true;
      }
    }
    return false;
  }
}
