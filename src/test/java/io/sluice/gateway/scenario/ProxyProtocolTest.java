package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.LogLines;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that begin with the address of the client whom a balancer speaks for. */
class ProxyProtocolTest {
  private static final String V2 = "0d0a0d0a000d0a515549540a";

  @RegisterExtension
  static final GatewayUnderTest gateway = GatewayUnderTest.with("http.proxy-protocol", "true");

  private static String forwardedFor(byte[] header, String target) {
    gateway.origin().on(target, fresh("x"));
    try (var client = gateway.connect().send(header)) {
      assertThat(client.get(target).status()).isEqualTo(200);
    }
    return String.valueOf(gateway.origin().last(target).field("x-forwarded-for"));
  }

  @Test
  void version1NamesTheClient() {
    var header = "PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\r\n";
    assertThat(forwardedFor(header.getBytes(java.nio.charset.StandardCharsets.US_ASCII), "/v1"))
        .isEqualTo("203.0.113.7");
  }

  @Test
  void version2NamesTheClient() {
    var addresses = "cb007107" + "0a000001" + "1267" + "01bb";
    var header = HexFormat.of().parseHex(V2 + "2111" + "000c" + addresses);
    assertThat(forwardedFor(header, "/v2")).isEqualTo("203.0.113.7");
  }

  @Test
  void version2NamesAClientOfIpv6() {
    var addresses = "20010db8000000000000000000000007" + "00".repeat(16) + "1267" + "01bb";
    var header = HexFormat.of().parseHex(V2 + "2121" + "0024" + addresses);
    assertThat(forwardedFor(header, "/v6")).isEqualTo("2001:db8:0:0:0:0:0:7");
  }

  @Test
  void theBalancersOwnChecksAreAnswered() {
    var local = HexFormat.of().parseHex(V2 + "2000" + "0000");
    assertThat(forwardedFor(local, "/local")).isEqualTo("127.0.0.1");
  }

  @Test
  void theAddressDecidesWhoMayPurge() {
    try (var client = gateway.connect().send("PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\r\n")) {
      assertThat(client.exchange("PURGE", "/v1").status()).isEqualTo(405);
    }
  }

  @Test
  void aConnectionWithoutAHeaderIsClosedWithoutNoise() {
    try (var log = new LogLines();
        var client = gateway.connect().request("GET", "/without")) {
      assertThatThrownBy(client::head)
          .isInstanceOfAny(AssertionError.class, UncheckedIOException.class);
      assertThat(log.warnings()).isEmpty();
    }
    assertThat(gateway.origin().count("/without")).isZero();
  }
}
