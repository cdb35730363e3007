package io.sluice.gateway.verticle;

import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.config.Cidr;
import io.sluice.gateway.config.HttpConfig.Forwarded;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whose request it is: the peer's, or that of the client whom trusted proxies name, each of which
 * adds the address of its own peer at the end.
 */
public final class ClientAddress {
  private static final String UNKNOWN = "unknown";

  private ClientAddress() {}

  /**
   * The nearest address that is not a trusted proxy's. Where a trusted proxy names none, or none
   * that can be read, or there are both fields in which proxies do that, its own address counts.
   *
   * @param peer null = unknown
   */
  public static @Nullable InetAddress of(
      @Nullable InetAddress peer, Fields fields, Forwarded forwarded, List<Cidr> trusted) {
    var nearest = peer;
    if (nearest == null || !isWithin(nearest, trusted)) {
      return nearest;
    }
    boolean standard = forwarded == Forwarded.FORWARDED;
    if (fields.contains(standard ? "x-forwarded-for" : "forwarded")) {
      // The proxy may have written this one, and passed on what the client wrote into the other.
      return nearest;
    }
    String named = fields.joined(standard ? "forwarded" : "x-forwarded-for");
    int end = named == null ? -1 : named.length();
    while (named != null && end >= 0) {
      int comma = named.lastIndexOf(',', end - 1);
      var address = literal(node(named.substring(comma + 1, end).strip(), forwarded));
      if (address == null) {
        return nearest;
      }
      nearest = address;
      if (!isWithin(nearest, trusted)) {
        return nearest;
      }
      end = comma;
    }
    return nearest;
  }

  public static boolean isWithin(InetAddress address, List<Cidr> networks) {
    for (var network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * What one client has to itself: an IPv4 address, or the network of 64 bits that is the least
   * anybody gets of IPv6. All whose address is unknown are one.
   */
  public static String key(@Nullable InetAddress address) {
    if (address == null) {
      return UNKNOWN;
    }
    byte[] bytes = address.getAddress();
    return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 8));
  }

  /** The {@code for} of an element of Forwarded (RFC 7239 §4), or the whole of another's. */
  private static String node(String element, Forwarded forwarded) {
    if (forwarded != Forwarded.FORWARDED) {
      return element;
    }
    for (String pair : element.split(";", -1)) {
      if (pair.strip().toLowerCase(Locale.ROOT).startsWith("for=")) {
        return pair.strip().substring(4).replace("\"", "");
      }
    }
    return "";
  }

  /** Of an address with or without a port: {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}. */
  private static @Nullable InetAddress literal(String node) {
    int bracket = node.indexOf(']');
    int colon = node.indexOf(':');
    if (node.startsWith("[") && bracket > 0) {
      return Cidr.address(node.substring(1, bracket));
    }
    boolean withPort = colon > 0 && colon == node.lastIndexOf(':');
    return Cidr.address(withPort ? node.substring(0, colon) : node);
  }
}
