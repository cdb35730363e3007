package io.sluice.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever bytes are sent as an order: no failure of the gateway, and no commit by accident. */
class InvalidationFuzzTest {
  private static final byte[] VALID =
      "{\"tags\":[\"a b\",\"c\"],\"urls\":[\"http://h/\"],\"mode\":\"soft\",\"timeout\":\"1s\"}"
          .getBytes(StandardCharsets.UTF_8);
  private static final GatewayUnderTest GATEWAY = GatewayUnderTest.with();

  @BeforeContainer
  static void start() {
    GATEWAY.start();
  }

  @AfterContainer
  static void stop() {
    GATEWAY.close();
  }

  @Property(tries = 300)
  void arbitraryBytesAreRefusedAndCommitNothing(@ForAll @Size(max = 300) byte[] body) {
    long before = applied();
    assertThat(post(body)).isBetween(400, 499);
    assertThat(applied()).isEqualTo(before);
  }

  @Property(tries = 500)
  void aDamagedOrderIsDoneWhollyOrNotAtAll(
      @ForAll @IntRange(max = 69) int at,
      @ForAll byte wrong,
      @ForAll @IntRange(min = 70, max = 80) int length) {
    byte[] body = Arrays.copyOf(VALID, length);
    body[at] = wrong;
    long before = applied();
    int status = post(body);
    assertThat(status == 200 || (status >= 400 && status < 500)).as("status " + status).isTrue();
    assertThat(applied() > before).isEqualTo(status == 200);
  }

  private static int post(byte[] body) {
    try (var admin = RawHttp.connect(GATEWAY.adminPort())) {
      admin.send(
          "POST /cache/invalidations HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
              .formatted(body.length));
      return admin.send(body).response().status();
    }
  }

  private static long applied() {
    return new JsonObject(GATEWAY.admin("GET", "/cluster", "").text()).getLong("applied");
  }
}
