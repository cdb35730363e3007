package io.sluice.gateway.config;

/**
 * A host and a port.
 *
 * @param host name or address; an IPv6 address without brackets
 */
public record HostPort(String host, int port) {
  /** {@code host:port}, with brackets around an IPv6 address. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
