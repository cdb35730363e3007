package io.sluice.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.sluice.gateway.testing.FreePort;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawOrigin;
import io.sluice.gateway.testing.RawOrigin.Connection;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way in which an origin fails, for every kind of request: the client has its answer in time,
 * what was taken is given back, and the metrics show it.
 */
@Timeout(60)
class OriginFaultMatrixTest {
  private static final Duration LIMIT = Duration.ofMillis(400);
  private static final int CROWD = 5;

  /** The kinds of request; each answers with what its clients got. */
  @SuppressWarnings("ImmutableEnumChecker") // A function without state.
  private enum Kind {
    GET(target -> ask(1, "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")),
    COLLAPSED_GETS(target -> ask(CROWD, "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")),
    POST(
        target ->
            ask(1, "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"));

    final Function<String, List<RawResponse>> send;

    Kind(Function<String, List<RawResponse>> send) {
      this.send = send;
    }
  }

  /** What the client of a failing origin may get. */
  private enum Outcome {
    BAD_GATEWAY,
    TIMEOUT,
    BROKEN_OFF,
    /** A whole answer, or another status: wrong for all of them. */
    OTHER
  }

  @SuppressWarnings("ImmutableEnumChecker") // A script without state.
  private enum Fault {
    REFUSE(Outcome.BAD_GATEWAY, null),
    BLACK_HOLE(Outcome.BAD_GATEWAY, null),
    SILENT(Outcome.TIMEOUT, (connection, head) -> {}),
    CLOSE(Outcome.BAD_GATEWAY, (connection, head) -> connection.close()),
    RESET(Outcome.BAD_GATEWAY, (connection, head) -> connection.abort()),
    RESET_IN_HEAD(
        Outcome.BAD_GATEWAY, (connection, head) -> connection.send("HTTP/1.1 200 O").abort()),
    RESET_IN_BODY(
        Outcome.BROKEN_OFF,
        (connection, head) -> {
          connection.send(OK + "Content-Length: 9\r\n\r\ngood");
          LockSupport.parkNanos(20_000_000);
          connection.abort();
        }),
    STALL_IN_HEAD(Outcome.TIMEOUT, (connection, head) -> connection.send("HTTP/1.1 200 O")),
    STALL_IN_BODY(
        Outcome.BROKEN_OFF,
        (connection, head) -> connection.send(OK + "Content-Length: 9\r\n\r\ngood")),
    DRIP_OF_A_HEAD(
        Outcome.TIMEOUT, (connection, head) -> drip(connection, "HTTP/1.1 200 OK\r\nX: ", "x")),
    DRIP_OF_A_BODY(
        Outcome.BROKEN_OFF,
        (connection, head) -> drip(connection, OK + "Content-Length: 999\r\n\r\n", "x")),
    GARBAGE(
        Outcome.BAD_GATEWAY, (connection, head) -> connection.send("\u0000\u0001\u0002\r\n\r\n")),
    WRONG_LENGTH(
        Outcome.BROKEN_OFF,
        (connection, head) -> connection.send(OK + "Content-Length: 9\r\n\r\ngood").close()),
    BAD_CHUNK(
        Outcome.BROKEN_OFF,
        (connection, head) ->
            connection.send(OK + "Transfer-Encoding: chunked\r\n\r\n4\r\ngood\r\nzz\r\n")),
    NO_LAST_CHUNK(
        Outcome.BROKEN_OFF,
        (connection, head) ->
            connection.send(OK + "Transfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n").close()),
    ENDLESS_HEAD(Outcome.BAD_GATEWAY, (connection, head) -> flood(connection, OK, "X: y\r\n")),
    ENDLESS_INTERIM(
        Outcome.TIMEOUT, (connection, head) -> drip(connection, "", "HTTP/1.1 103 Hint\r\n\r\n"));

    final Outcome outcome;
    final @Nullable BiConsumer<Connection, String> script;

    Fault(Outcome outcome, @Nullable BiConsumer<Connection, String> script) {
      this.outcome = outcome;
      this.script = script;
    }

    /** The name of its upstream, and the directory of what is asked of that. */
    String upstream() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final String OK = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n";
  private static final String WELL = OK + "Content-Length: 4\r\n\r\nwell";

  /** Each fault's upstream is this one origin, but for those that take no connection. */
  private static final RawOrigin origin = RawOrigin.started().script(OriginFaultMatrixTest::answer);

  private static final List<Socket> backlog = new ArrayList<>();
  private static final AtomicInteger asked = new AtomicInteger();

  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with(settings());

  private static String[] settings() {
    var settings =
        new ArrayList<>(
            List.of(
                "upstreams.default.origins",
                origin.url(),
                "fetch.connect-timeout",
                LIMIT.toMillis() + "ms",
                "fetch.first-byte-timeout",
                LIMIT.toMillis() + "ms",
                "fetch.total-timeout",
                2 * LIMIT.toMillis() + "ms",
                "fetch.breaker.max-failures",
                "1000000",
                "fetch.retries",
                "1"));
    var rules = new ArrayList<String>();
    for (var fault : Fault.values()) {
      String url =
          switch (fault) {
            case REFUSE -> "http://127.0.0.1:" + FreePort.find();
            case BLACK_HOLE -> "http://127.0.0.1:" + portWithoutRoom();
            default -> origin.url();
          };
      settings.addAll(List.of("upstreams." + fault.upstream() + ".origins", url));
      rules.add(
          "{\"match\": {\"path\": \"/%1$s/**\"}, \"upstream\": \"%1$s\"}"
              .formatted(fault.upstream()));
    }
    settings.addAll(List.of("rules", "[" + String.join(",", rules) + "]"));
    return settings.toArray(String[]::new);
  }

  /** A port whose queue of connections to be accepted is full: it does not answer to more. */
  private static int portWithoutRoom() {
    try {
      var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      for (int i = 0; i < 2; i++) {
        backlog.add(new Socket(full.getInetAddress(), full.getLocalPort()));
      }
      return full.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(Connection connection, String head) {
    if (head.startsWith("POST ")) {
      connection.read(5);
    }
    for (var fault : Fault.values()) {
      var script = fault.script;
      if (script != null && head.contains(" /" + fault.upstream() + "/")) {
        script.accept(connection, head);
        return;
      }
    }
    connection.send(WELL);
  }

  private static void drip(Connection connection, String first, String drop) {
    connection.send(first);
    while (true) {
      connection.send(drop);
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static void flood(Connection connection, String first, String again) {
    connection.send(first);
    while (true) {
      connection.send(again.repeat(100));
    }
  }

  private static List<RawResponse> ask(int clients, String request) {
    var connections = new ArrayList<RawHttp>();
    for (int i = 0; i < clients; i++) {
      connections.add(gateway.connect().send(request));
    }
    var answers = connections.stream().map(RawHttp::response).toList();
    connections.forEach(RawHttp::close);
    return answers;
  }

  static Stream<Arguments> matrix() {
    return Stream.of(Fault.values())
        .flatMap(fault -> Stream.of(Kind.values()).map(kind -> Arguments.of(fault, kind)));
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void isAnsweredInTimeAndLeavesNothingBehind(Fault fault, Kind kind) {
    expectWell();
    long descriptors = openDescriptors();
    double faults = metric("sluice_origin_faults_total", fault);
    long begin = System.nanoTime();

    var answers = kind.send.apply("/" + fault.upstream() + "/" + asked.incrementAndGet());

    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isLessThan(LIMIT.multipliedBy(2).plusSeconds(2));
    for (var answer : answers) {
      assertThat(outcome(answer)).as(answer.toString()).isEqualTo(fault.outcome);
    }
    if (fault.outcome != Outcome.BROKEN_OFF) {
      assertThat(metric("sluice_origin_faults_total", fault)).isGreaterThan(faults);
    }
    expectWell();
    Until.met(() -> metric("sluice_origin_outstanding", fault) == 0);
    Until.met(
        Duration.ofSeconds(10),
        () -> openDescriptors() <= descriptors,
        () -> openDescriptors() + " descriptors, before: " + descriptors);
  }

  private static Outcome outcome(RawResponse answer) {
    return switch (answer.status()) {
      case 502 -> Outcome.BAD_GATEWAY;
      case 504 -> Outcome.TIMEOUT;
      case 200 -> answer.complete() ? Outcome.OTHER : Outcome.BROKEN_OFF;
      default -> Outcome.OTHER;
    };
  }

  /** The same gateway, the same event loops, another origin. */
  private static void expectWell() {
    for (int i = 0; i < 4; i++) {
      try (var client = gateway.connect()) {
        assertThat(client.get("/well/" + asked.incrementAndGet()).text()).isEqualTo("well");
      }
    }
  }

  private static double metric(String name, Fault fault) {
    return gateway
        .admin("GET", "/metrics", "")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> line.contains("upstream=\"" + fault.upstream() + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static long openDescriptors() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  @AfterAll
  static void close() throws IOException {
    origin.close();
    for (var socket : backlog) {
      socket.close();
    }
  }
}
