package io.sluice.gateway.config;

import java.util.List;

/** Who may invalidate on the data port without a token; empty = nobody. */
public record PurgeConfig(List<Cidr> allowed) {
  public PurgeConfig {
    allowed = List.copyOf(allowed);
  }
}
