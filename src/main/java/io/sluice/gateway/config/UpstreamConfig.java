package io.sluice.gateway.config;

import java.util.List;

/**
 * A named group of origins that serve the same content.
 *
 * @param origins at least one
 * @param preserveHost whether the origin gets the client's Host (true) or its own authority
 * @param fetch limits of a fetch from these origins
 */
public record UpstreamConfig(
    String name, List<Origin> origins, boolean preserveHost, FetchConfig fetch) {
  public UpstreamConfig {
    origins = List.copyOf(origins);
  }
}
