package io.sluice.gateway.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A block of IP addresses: {@code 10.0.0.0/8}, {@code ::1}. */
public final class Cidr {
  private final byte[] network;
  private final int prefixBits;

  private Cidr(byte[] network, int prefixBits) {
    this.network = network;
    this.prefixBits = prefixBits;
  }

  /**
   * Parses an address with or without a prefix length; never asks a name server.
   *
   * @throws IllegalArgumentException with what is expected instead
   */
  public static Cidr parse(String text) {
    var slash = text.indexOf('/');
    var address = literal(slash < 0 ? text : text.substring(0, slash));
    var bits = slash < 0 ? address.length * 8 : number(text.substring(slash + 1), 3);
    if (address.length == 0 || bits < 0 || bits > address.length * 8) {
      throw new IllegalArgumentException(
          "an IP address or a block of them, such as 10.0.0.0/8 or ::1");
    }
    for (var bit = bits; bit < address.length * 8; bit++) {
      address[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    return new Cidr(address, bits);
  }

  /** Whether the address is in the block; an IPv4-mapped IPv6 address counts as IPv4. */
  public boolean contains(InetAddress address) {
    var bytes = address.getAddress();
    if (bytes.length != network.length) {
      return false;
    }
    for (var bit = 0; bit < prefixBits; bit++) {
      var mask = 0x80 >> (bit % 8);
      if (((bytes[bit / 8] ^ network[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The address of a literal, or null if it is none; never asks a name server. */
  public static @Nullable InetAddress address(String literal) {
    var bytes = literal(literal);
    try {
      return bytes.length == 0 ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("address of " + bytes.length + " bytes", e);
    }
  }

  /** The literal's bytes; empty = it is none. */
  static byte[] literal(String text) {
    if (text.indexOf(':') >= 0) {
      try {
        // With a colon it is an IPv6 literal or an exception, never a name to resolve.
        var plain = text.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0);
        return plain ? InetAddress.getByName(text).getAddress() : new byte[0];
      } catch (UnknownHostException e) {
        return new byte[0];
      }
    }
    var parts = text.split("\\.", -1);
    var bytes = new byte[4];
    for (var i = 0; i < 4; i++) {
      var value = parts.length == 4 ? number(parts[i], 3) : -1;
      if (value < 0 || value > 255) {
        return new byte[0];
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  static boolean isIpv6Loopback(byte[] literal) {
    var last = literal.length - 1;
    var zeros = literal.length == 16 && literal[last] == 1;
    for (var i = 0; zeros && i < last; i++) {
      zeros = literal[i] == 0;
    }
    return zeros;
  }

  private static int number(String text, int maxDigits) {
    if (text.isEmpty() || text.length() > maxDigits) {
      return -1;
    }
    return text.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(text) : -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr cidr
        && prefixBits == cidr.prefixBits
        && Arrays.equals(network, cidr.network);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(network) + prefixBits;
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/" + prefixBits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("network of " + network.length + " bytes", e);
    }
  }
}
