package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RangeTest {
  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with();

  @BeforeEach
  void store() {
    gateway
        .origin()
        .on("/r", fresh("0123456789").field("ETag", "\"v\"").field("Content-Type", "text/plain"));
    gateway.get("/r");
  }

  @Test
  void oneRangeIsCutFromStore() {
    var part = gateway.get("/r", "Range", "bytes=2-4");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("234");
    assertThat(part.field("content-range")).isEqualTo("bytes 2-4/10");
    assertThat(part.fields("content-length")).containsExactly("3");
    assertThat(part.xCache()).isEqualTo("HIT");
  }

  @Test
  void openAndSuffixRangesAreCutToo() {
    assertThat(gateway.get("/r", "Range", "bytes=7-").text()).isEqualTo("789");
    assertThat(gateway.get("/r", "Range", "bytes=-2").text()).isEqualTo("89");
    assertThat(gateway.get("/r", "Range", "bytes=8-100").text()).isEqualTo("89");
  }

  @Test
  void severalRangesMakeAMultipart() {
    var parts = gateway.get("/r", "Range", "bytes=0-1,8-9");
    assertThat(parts.status()).isEqualTo(206);
    assertThat(parts.field("content-type")).startsWith("multipart/byteranges; boundary=");
    assertThat(parts.fields("content-range")).isEmpty();
    assertThat(parts.text())
        .contains("Content-Range: bytes 0-1/10\r\n\r\n01\r\n")
        .contains("Content-Range: bytes 8-9/10\r\n\r\n89\r\n");
    assertThat(parts.complete()).isTrue();
  }

  @Test
  void aRangeBeyondTheEndIs416() {
    var refused = gateway.get("/r", "Range", "bytes=10-");
    assertThat(refused.status()).isEqualTo(416);
    assertThat(refused.field("content-range")).isEqualTo("bytes */10");
    assertThat(refused.text()).isEmpty();
  }

  @Test
  void ifRangeDecidesBetweenThePartAndTheWhole() {
    assertThat(gateway.get("/r", "Range", "bytes=0-0", "If-Range", "\"v\"").text()).isEqualTo("0");
    var whole = gateway.get("/r", "Range", "bytes=0-0", "If-Range", "\"w\"");
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.text()).isEqualTo("0123456789");
  }

  @Test
  void headIgnoresRange() {
    var head = gateway.exchange("HEAD", "/r", "Range", "bytes=0-0");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.fields("content-length")).containsExactly("10");
  }

  @Test
  void anUnknownUnitIsIgnored() {
    assertThat(gateway.get("/r", "Range", "pages=1-2").status()).isEqualTo(200);
  }

  @Test
  void aRangeThatMissesGoesToTheOriginAndItsPartIsNotStored() {
    gateway
        .origin()
        .on(
            "/miss",
            status(206)
                .body("23")
                .field("Content-Range", "bytes 2-3/10")
                .field("Cache-Control", "max-age=60"),
            fresh("0123456789"));

    var part = gateway.get("/miss", "Range", "bytes=2-3");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("23");
    assertThat(part.cacheStatus()).doesNotContain("stored");
    assertThat(gateway.origin().last("/miss").field("range")).isEqualTo("bytes=2-3");
    assertThat(gateway.get("/miss").text()).isEqualTo("0123456789");
  }
}
