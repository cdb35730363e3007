package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FieldsTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with("http.hosts", "shop.example,*.cdn.example,127.0.0.1");

  @Test
  void hopByHopFieldsStopHereInBothDirections() {
    gateway
        .origin()
        .on(
            "/hop",
            fresh("x")
                .field("Connection", "X-Private-Hop")
                .field("X-Private-Hop", "1")
                .field("Keep-Alive", "timeout=7")
                .field("Proxy-Authenticate", "Basic")
                .field("X-Kept", "1"));

    for (int i = 0; i < 2; i++) {
      var response =
          gateway.get(
              "/hop",
              "Connection",
              "X-Mine",
              "X-Mine",
              "1",
              "Keep-Alive",
              "1",
              "TE",
              "gzip",
              "Upgrade",
              "foo",
              "X-Ours",
              "1");
      assertThat(response.field("x-private-hop")).isNull();
      assertThat(response.field("keep-alive")).isNull();
      assertThat(response.field("proxy-authenticate")).isNull();
      assertThat(response.field("x-kept")).isEqualTo("1");
    }
    var received = gateway.origin().last("/hop");
    for (var name : new String[] {"X-Mine", "Keep-Alive", "TE", "Upgrade"}) {
      assertThat(received.field(name)).as(name).isNull();
    }
    assertThat(received.field("x-ours")).isEqualTo("1");
  }

  @Test
  void theOriginLearnsWhoAsks() {
    gateway.origin().on("/who", fresh("x"));
    gateway.get("/who", "Host", "shop.example", "X-Forwarded-For", "6.6.6.6", "Via", "1.0 first");

    var received = gateway.origin().last("/who");
    assertThat(received.fields("host")).containsExactly("shop.example");
    assertThat(received.fields("x-forwarded-for")).containsExactly("127.0.0.1");
    assertThat(received.fields("x-forwarded-proto")).containsExactly("http");
    assertThat(received.fields("x-forwarded-host")).containsExactly("shop.example");
    assertThat(received.fields("via")).containsExactly("1.0 first, 1.1 sluice");
  }

  @Test
  void aTrustedProxysWordIsAppendedTo() {
    var other = GatewayUnderTest.with("http.trusted-proxies", "127.0.0.0/8");
    try (other) {
      other.start();
      other.origin().on("/who", fresh("x"));
      other.get("/who", "X-Forwarded-For", "6.6.6.6", "X-Forwarded-Proto", "https");
      var received = other.origin().last("/who");
      assertThat(received.fields("x-forwarded-for")).containsExactly("6.6.6.6, 127.0.0.1");
      assertThat(received.fields("x-forwarded-proto")).containsExactly("https");
    }
  }

  @Test
  void hostsThatAreNotConfiguredAreMisdirected() {
    gateway.origin().on("/host", fresh("x"));

    assertThat(gateway.get("/host", "Host", "shop.example:8080").status()).isEqualTo(200);
    assertThat(gateway.get("/host", "Host", "a.cdn.example").status()).isEqualTo(200);
    assertThat(gateway.get("/host", "Host", "SHOP.example").status()).isEqualTo(200);
    for (var host : new String[] {"evil.example", "cdn.example", "shop.example.evil.example"}) {
      var refused = gateway.get("/host", "Host", host);
      assertThat(refused.status()).as(host).isEqualTo(421);
      assertThat(refused.field("content-type")).isEqualTo("application/problem+json");
      assertThat(refused.cacheStatus()).isEqualTo("sluice; detail=misdirected");
    }
  }

  @Test
  void theOriginGetsTheTargetThatWasKeyed() {
    gateway.origin().on("/a/c", fresh("x"));

    gateway.get("/a/b/../c?q=%7e", "Host", "shop.example");
    var received = gateway.origin().last("/a/c");
    assertThat(received.target()).isEqualTo("/a/c?q=~");
    assertThat(gateway.get("/a/c?q=~", "Host", "Shop.Example:80").xCache()).isEqualTo("HIT");
  }

  @Test
  void anEarlierCachesStatusStaysInFront() {
    gateway.origin().on("/cs", fresh("x").field("Cache-Status", "far; hit; ttl=9"));

    assertThat(gateway.get("/cs").cacheStatus())
        .isEqualTo("far; hit; ttl=9, sluice; fwd=uri-miss; stored");
    assertThat(gateway.get("/cs").cacheStatus()).startsWith("far; hit; ttl=9, sluice; hit; ttl=");
    gateway.origin().on("/cs2", ok("x").field("Cache-Status", "far; hit; ttl=9"));
    assertThat(gateway.get("/cs2").fields("cache-status")).hasSize(1);
  }
}
