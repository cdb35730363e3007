package io.sluice.gateway.verticle.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.Cidr;
import io.sluice.gateway.config.HttpConfig.Forwarded;
import io.sluice.gateway.message.MultiMapFields;
import io.sluice.gateway.verticle.ClientAddress;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
  private static final List<Cidr> TRUSTED =
      List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("2001:db8:ffff::/48"));

  private static String client(String peer, String field, String value) {
    var fields = MultiMap.caseInsensitiveMultiMap();
    if (!value.isEmpty()) {
      fields.add(field, value);
    }
    var address =
        ClientAddress.of(
            Cidr.address(peer),
            new MultiMapFields(fields),
            field.equals("forwarded") ? Forwarded.FORWARDED : Forwarded.X_FORWARDED,
            TRUSTED);
    return Objects.requireNonNull(address).getHostAddress();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "192.0.2.1 | 198.51.100.1                | 192.0.2.1",
        "10.0.0.1  | ``                          | 10.0.0.1",
        "10.0.0.1  | 198.51.100.1                | 198.51.100.1",
        "10.0.0.1  | 203.0.113.9, 198.51.100.1   | 198.51.100.1",
        "10.0.0.1  | 203.0.113.9, 10.9.9.9       | 203.0.113.9",
        "10.0.0.1  | 10.1.1.1,10.9.9.9           | 10.1.1.1",
        "10.0.0.1  | 198.51.100.1:4711           | 198.51.100.1",
        "10.0.0.1  | 2001:db8::7                 | 2001:db8:0:0:0:0:0:7",
        "10.0.0.1  | [2001:db8::7]:443           | 2001:db8:0:0:0:0:0:7",
        "10.0.0.1  | 203.0.113.9, localhost      | 10.0.0.1",
        "10.0.0.1  | 203.0.113.9, unknown        | 10.0.0.1",
        "10.0.0.1  | ,                           | 10.0.0.1",
        "10.0.0.1  | 203.0.113.9,                | 10.0.0.1",
        "2001:db8:ffff::1 | 203.0.113.9          | 203.0.113.9"
      })
  void theNearestThatIsNoTrustedProxy(String peer, String field, String client) {
    assertThat(client(peer, "x-forwarded-for", field)).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "for=198.51.100.1;proto=http             | 198.51.100.1",
        "for=203.0.113.9, proto=http;For=\"[2001:db8::7]:443\" | 2001:db8:0:0:0:0:0:7",
        "for=203.0.113.9, proto=https            | 10.0.0.1",
        "for=203.0.113.9, for=_hidden            | 10.0.0.1"
      })
  void ofForwardedToo(String field, String client) {
    assertThat(client("10.0.0.1", "forwarded", field)).isEqualTo(client);
  }

  @Test
  void aKeyIsAnAddressOrANetworkOfIpv6() {
    assertThat(key("192.0.2.1")).isEqualTo(key("::ffff:192.0.2.1")).isNotEqualTo(key("192.0.2.2"));
    assertThat(key("2001:db8:1:2:3::4")).isEqualTo(key("2001:db8:1:2::ffff"));
    assertThat(key("2001:db8:1:2::1")).isNotEqualTo(key("2001:db8:1:3::1"));
    assertThat(ClientAddress.key(null)).isEqualTo("unknown");
  }

  private static String key(String literal) {
    return ClientAddress.key(Objects.requireNonNull(Cidr.address(literal)));
  }
}
