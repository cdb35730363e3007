package io.sluice.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.ReceivedRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way of writing a request over HTTP/1.1 that two parties may read differently, and what has to
 * come of it. In all bytes, {@code |} stands for CRLF.
 *
 * @param name what the trick is
 * @param sent every byte of the request
 * @param status what the client gets
 * @param head what the origin gets, to the byte, without the empty line; null = it gets nothing,
 *     and the client's connection is closed
 * @param body the request's content at the origin, without chunk framing
 */
record WireCase(String name, String sent, int status, @Nullable String head, String body) {

  /** What follows on the same connection. Whoever gets it after a refusal has been smuggled to. */
  static final String NEXT = "GET /next HTTP/1.1|Host: a||";

  private static final String NEXT_AT_ORIGIN = "GET /next HTTP/1.1|via: 1.1 sluice|host: a";

  /** A gateway that adds nothing but Via to what it forwards, on one event loop. */
  static GatewayUnderTest gateway(String... keysAndValues) {
    var settings = new java.util.ArrayList<>(List.of(keysAndValues));
    settings.addAll(List.of("http.forwarded", "none", "vertx.event-loops", "1"));
    return GatewayUnderTest.with(settings.toArray(String[]::new));
  }

  /** Answered with this status, and the connection closed; the origin hears of nothing. */
  static WireCase refused(int status, String name, String sent) {
    return new WireCase(name, sent, status, null, "");
  }

  /** Forwarded, without content, as this head. */
  static WireCase passed(String name, String sent, String head) {
    return new WireCase(name, sent, 200, head, "");
  }

  /** Forwarded as this head and this content. */
  static WireCase passed(String name, String sent, String head, String body) {
    return new WireCase(name, sent, 200, head, body);
  }

  void run(GatewayUnderTest gateway) {
    var origin =
        gateway.origin().otherwise(OriginAnswer.ok("x").field("Cache-Control", "no-store"));
    int before = origin.requests().size();
    try (var client = gateway.connect()) {
      client.send(bytes(sent + NEXT));
      assertThat(client.response().status()).isEqualTo(status);
      if (head == null) {
        client.awaitClosed();
      } else {
        assertThat(client.response().status()).as("the next request").isEqualTo(200);
      }
    }
    try (var other = gateway.connect()) {
      // On the same event loop: behind whatever the loop may still have to do with the first.
      other.get("/fence", "Connection", "close");
    }
    var came = origin.requests().subList(before, origin.requests().size());
    var expected = head == null ? List.of("/fence") : List.of(target(head), "/next", "/fence");
    assertThat(came).extracting(ReceivedRequest::target).isEqualTo(expected);
    if (head != null) {
      assertThat(came.get(0).head()).isEqualTo(bytes(head));
      assertThat(came.get(0).body()).isEqualTo(body);
      assertThat(came.get(0).state()).isEqualTo(ReceivedRequest.Body.COMPLETE);
      assertThat(came.get(1).head()).isEqualTo(bytes(NEXT_AT_ORIGIN));
    }
  }

  private static String target(String head) {
    return head.split(" ", 3)[1];
  }

  static String bytes(String text) {
    return text.replace("|", "\r\n");
  }

  /** Names only: control characters have no place in reports. */
  @Override
  public String toString() {
    return name;
  }
}
