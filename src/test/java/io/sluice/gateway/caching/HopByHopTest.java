package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 §7.6.1. */
class HopByHopTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connection",
        "keep-alive",
        "proxy-connection",
        "te",
        "transfer-encoding",
        "upgrade"
      })
  void removesTheKnownOnes(String name) {
    assertThat(HopByHop.of(StoredFields.EMPTY).isRemoved(name)).isTrue();
  }

  @Test
  void removesWhatConnectionNames() {
    var hop = HopByHop.of(StoredFields.of("Connection", "close, X-A", "connection", " ,x-b "));
    assertThat(hop.isRemoved("x-a")).isTrue();
    assertThat(hop.isRemoved("x-b")).isTrue();
    assertThat(hop.isRemoved("x-c")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"host", "cache-control", "cookie", "authorization", "content-length", "vary"})
  void keepsWhatNoHonestSenderNames(String name) {
    assertThat(HopByHop.of(StoredFields.of("connection", name)).isRemoved(name)).isFalse();
  }

  @Test
  void knowsWhatSharedFetchesGoWithout() {
    assertThat(HopByHop.isDroppedFromSharedFetch("range")).isTrue();
    assertThat(HopByHop.isDroppedFromSharedFetch("if-none-match")).isTrue();
    assertThat(HopByHop.isDroppedFromSharedFetch("accept")).isFalse();
  }

  @Test
  void knowsWhomNotToTrust() {
    assertThat(HopByHop.isUntrusted("x-forwarded-host")).isTrue();
    assertThat(HopByHop.isUntrusted("x-http-method-override")).isTrue();
    assertThat(HopByHop.isUntrusted("user-agent")).isFalse();
  }
}
