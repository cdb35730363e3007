package io.sluice.gateway.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The admin port.
 *
 * @param port 0 to 65535; 0 lets the system choose
 * @param tokens empty = everybody who reaches the port may do everything, which is allowed on
 *     loopback addresses only, or where client certificates are required
 * @param tls null = HTTP in clear text
 */
public record AdminConfig(String host, int port, List<AccessToken> tokens, @Nullable Tls tls) {
  public AdminConfig {
    tokens = List.copyOf(tokens);
  }

  /**
   * TLS on the admin port.
   *
   * @param certificate as it was at the start
   * @param clients null = they show no certificates
   */
  public record Tls(ServerCertificate certificate, @Nullable ClientAuthorities clients) {}

  /** Whether nobody is answered without a certificate of an authority of ours. */
  public boolean requiresCertificates() {
    return tls != null && tls.clients() != null && tls.clients().required();
  }

  /** Whether the text names this machine to itself alone; never asks a name server. */
  public static boolean isLoopback(String host) {
    var literal = Cidr.literal(host);
    return host.equals("localhost")
        || (literal.length == 4 && literal[0] == 127)
        || Cidr.isIpv6Loopback(literal);
  }

  /** What a token permits. */
  public enum Scope {
    /** Reading statistics, entries, receipts and the dashboard. */
    READ,
    /** Invalidating; implies nothing else. */
    PURGE,
    /** Everything. */
    ADMIN,
    /** {@code key=} in Cache-Status on the data port. */
    DEBUG
  }

  /**
   * A bearer token and what it permits.
   *
   * @param name by which logs and receipts call its holder: the setting or file it comes from
   */
  public record AccessToken(String name, Secret secret, Set<Scope> scopes) {
    public AccessToken {
      scopes = Ordered.setOf(scopes);
    }

    /** Whether the token permits the scope; {@link Scope#ADMIN} permits all. */
    public boolean permits(Scope scope) {
      return scopes.contains(scope) || scopes.contains(Scope.ADMIN);
    }
  }
}
