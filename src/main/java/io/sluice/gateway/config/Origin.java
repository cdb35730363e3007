package io.sluice.gateway.config;

/**
 * One origin server: scheme, host and port, without a path.
 *
 * @param host name or address; an IPv6 address without brackets
 * @param port 1 to 65535, 80 or 443 when the URL names none
 * @param weight its share of the requests, beside the weights of the upstream's other origins
 */
public record Origin(boolean tls, String host, int port, int weight) {
  /** The origin as a URL without a path, with its port spelt out. */
  public String url() {
    return (tls ? "https://" : "http://") + new HostPort(host, port);
  }

  @Override
  public String toString() {
    return url();
  }
}
