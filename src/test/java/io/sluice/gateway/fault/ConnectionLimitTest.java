package io.sluice.gateway.fault;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.sluice.gateway.config.Cidr;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.Until;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More connections than the data port is to have. */
class ConnectionLimitTest {
  private final List<Socket> sockets = new ArrayList<>();
  private GatewayUnderTest gateway = GatewayUnderTest.with();

  @AfterEach
  void stop() throws IOException {
    closeAll();
    gateway.close();
  }

  private void start(String... settings) {
    gateway = GatewayUnderTest.with(settings).start();
    gateway.origin().on("/x", fresh("x"));
  }

  private void closeAll() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  private Socket connect(String from) throws IOException {
    var socket = new Socket();
    socket.setSoTimeout(15_000);
    socket.bind(new InetSocketAddress(Cidr.address(from), 0));
    socket.connect(
        new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), gateway.port()));
    sockets.add(socket);
    return socket;
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  private long metric(String name) {
    var match =
        Pattern.compile("^" + name + " ([0-9]+)", Pattern.MULTILINE)
            .matcher(gateway.admin("GET", "/metrics", "").text());
    assertThat(match.find()).as(name).isTrue();
    return Long.parseLong(match.group(1));
  }

  private void awaitOpen(long connections) {
    Until.met(
        Duration.ofSeconds(20),
        () -> metric("sluice_connections_open") == connections,
        () -> metric("sluice_connections_open") + " open connections");
  }

  @Test
  void thousandsTooManyAreClosedAtOnceAndLeaveNothingBehind() throws IOException {
    start("http.max-connections", "1000");
    var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    gateway.admin("GET", "/metrics", "");
    long before = system.getOpenFileDescriptorCount();
    for (int i = 0; i < 1000; i++) {
      connect("127.0.0.1");
    }
    awaitOpen(1000);
    for (int i = 0; i < 4000; i++) {
      try (var refused = connect("127.0.0.1")) {
        assertThat(isClosed(refused)).isTrue();
      }
    }
    assertThat(metric("sluice_connection_refused_total")).isEqualTo(4000);
    assertThat(metric("sluice_connections_open")).isEqualTo(1000);

    sockets.get(0).close();
    awaitOpen(999);
    try (var client = gateway.connect()) {
      assertThat(client.get("/x").status()).isEqualTo(200);
    }
    closeAll();
    awaitOpen(0);
    Until.met(() -> system.getOpenFileDescriptorCount() <= before + 20);
  }

  @Test
  void theirNumberIsStillKnownAfterAGarbageCollection() throws IOException {
    start();
    connect("127.0.0.1");
    System.gc();
    awaitOpen(1);
  }

  @Test
  void connectionsThatSaidNothingYetCountToo() throws IOException {
    start("http.max-connections", "2");
    connect("127.0.0.1");
    try (var client = gateway.connect()) {
      client.get("/x");
      assertThat(isClosed(connect("127.0.0.1"))).isTrue();
      assertThat(client.get("/x").status()).isEqualTo(200);
    }
  }

  @Test
  void oneClientLeavesRoomForOthers() throws IOException {
    start("http.max-connections-per-address", "2");
    var first = connect("127.0.0.1");
    connect("127.0.0.1");
    assertThat(isClosed(connect("127.0.0.1"))).isTrue();
    var other = connect("127.0.0.2");
    other
        .getOutputStream()
        .write("GET /x HTTP/1.0\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(other.getInputStream().read()).isEqualTo('H');
    first.close();
    Until.met(() -> gatewayAnswers());
  }

  private boolean gatewayAnswers() {
    try (var client = gateway.connect()) {
      return client.get("/x").status() == 200;
    } catch (AssertionError | java.io.UncheckedIOException closed) {
      return false;
    }
  }

  @Test
  void aTrustedProxySpeaksForMany() throws IOException {
    start("http.max-connections-per-address", "1", "http.trusted-proxies", "127.0.0.1");
    connect("127.0.0.1");
    connect("127.0.0.1");
    assertThat(gatewayAnswers()).isTrue();
    connect("127.0.0.2");
    assertThat(isClosed(connect("127.0.0.2"))).isTrue();
  }

  @Test
  void theClientIsWhomThePROXYHeaderNames() {
    start("http.max-connections-per-address", "1", "http.proxy-protocol", "true");
    try (var one = from("203.0.113.7");
        var other = from("203.0.113.8")) {
      assertThat(one.get("/x").status()).isEqualTo(200);
      assertThat(other.get("/x").status()).isEqualTo(200);
      try (var second = from("203.0.113.7").request("GET", "/second")) {
        second.awaitClosed();
      }
      assertThat(one.get("/x").status()).isEqualTo(200);
    }
    assertThat(gateway.origin().count("/second")).isZero();
    Until.met(
        () -> {
          try (var again = from("203.0.113.7")) {
            return again.get("/x").status() == 200;
          } catch (AssertionError | java.io.UncheckedIOException closed) {
            return false;
          }
        });
  }

  private RawHttp from(String client) {
    return gateway.connect().send("PROXY TCP4 " + client + " 10.0.0.1 4711 443\r\n");
  }
}
