package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawOrigin;
import io.sluice.gateway.testing.Until;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Interim responses to a fetch that several requests share. */
class SharedInterimTest {
  private static final String HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n";
  private static final String FINAL =
      "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 4\r\n\r\ndone";

  private final RawOrigin origin = RawOrigin.started();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with("upstreams.default.origins", origin.url());

  @BeforeEach
  void start() {
    gateway.start();
    origin.script(
        (connection, head) -> {
          if (!head.contains(" /shared ")) {
            connection.send(FINAL);
          }
        });
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  /** Sends what makes the requests before it be taken in, and returns the connection in waiting. */
  private RawOrigin.Connection awaitShared() {
    for (int i = 0; i < 8; i++) {
      try (var client = gateway.connect()) {
        client.get("/settle" + i);
      }
    }
    assertThat(origin.requests()).filteredOn(line -> line.contains(" /shared ")).hasSize(1);
    return origin.connections().get(0);
  }

  private List<RawHttp> crowd(String... fields) {
    var leader = gateway.connect().request("GET", "/shared", fields);
    Until.met(() -> !origin.requests().isEmpty());
    var all = new ArrayList<>(gateway.crowd(6, "/shared", fields));
    all.add(0, leader);
    return all;
  }

  @Test
  void reachAllWhoWait() {
    var crowd = crowd();
    var connection = awaitShared();
    connection.send(HINTS);
    for (var client : crowd) {
      assertThat(client.head()).isEqualTo("HTTP/1.1 103 Early Hints\r\nlink: </a.css>");
    }
    connection.send("HTTP/1.1 102 Processing\r\n\r\n" + HINTS + FINAL);
    for (var client : crowd) {
      var response = client.response();
      assertThat(response.interims())
          .extracting(head -> head.substring(9, 12))
          .containsExactly("102", "103");
      assertThat(response.text()).isEqualTo("done");
      client.close();
    }
  }

  @Test
  void doNotReachThoseWhoComeLater() {
    var crowd = crowd();
    var connection = awaitShared();
    connection.send(HINTS);
    for (var client : crowd) {
      client.head();
    }
    connection.send(FINAL);
    crowd.forEach(client -> assertThat(client.response().interims()).isEmpty());
    crowd.forEach(RawHttp::close);
    assertThat(gateway.get("/shared").interims()).isEmpty();
    assertThat(gateway.get("/shared").xCache()).isEqualTo("HIT");
  }

  @Test
  void reachTheLeaderAloneWhenItsRequestSaidWhoItIs() {
    var crowd = crowd("Cookie", "user=1");
    var connection = awaitShared();
    connection.send(HINTS);
    assertThat(crowd.get(0).head()).contains("103");
    connection.send(FINAL);
    for (var client : crowd) {
      assertThat(client.response().interims()).isEmpty();
      client.close();
    }
  }
}
