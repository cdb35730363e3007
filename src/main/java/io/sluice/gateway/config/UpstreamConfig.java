package io.sluice.gateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named group of origins that serve the same content.
 *
 * @param origins at least one
 * @param preserveHost whether the origin gets the client's Host (true) or its own authority
 * @param http2 whether the origins are spoken to in HTTP/2
 * @param health null = origins are not asked how they are
 * @param fetch limits of a fetch from these origins
 */
public record UpstreamConfig(
    String name,
    List<Origin> origins,
    Balance balance,
    boolean preserveHost,
    boolean http2,
    @Nullable HealthConfig health,
    ClientTlsConfig tls,
    FetchConfig fetch) {
  public UpstreamConfig {
    origins = List.copyOf(origins);
  }
}
