package io.sluice.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawOrigin;
import io.sluice.gateway.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Bodies far larger than the memory of the gateway, whose heap has 192 MiB, and bodies that go
 * nowhere. One GiB, or as many as {@code -Dsluice.large-bodies.gib} says.
 */
@Timeout(300)
@EnabledOnOs(OS.LINUX) // tells memory and descriptors by /proc
class LargeBodiesIT {
  private static final long GIB = 1L << 30;
  private static final long LARGE = Long.getLong("sluice.large-bodies.gib", 1) * GIB;

  /** Heap, code, threads and Netty's buffers; a body of one GiB would show. */
  private static final long MOST_MEMORY = 512L << 20;

  private static final byte[] PIECE = new byte[64 * 1024];
  private static final int CROWD = 50;

  static {
    for (int i = 0; i < PIECE.length; i++) {
      PIECE[i] = (byte) (i * 31 + (i >> 8));
    }
  }

  private final RawOrigin origin = RawOrigin.started();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final GatewayProcess gateway =
      GatewayProcess.configured()
          .environment("REDIS_ENABLED", "false")
          .environment("SLUICE_ORIGIN", origin.url())
          .set("http.max-body-bytes", "1TiB")
          .set("http.idle-timeout", "0s")
          .set("fetch.total-timeout", "0s");

  @BeforeEach
  void start() {
    origin.script(this::serve);
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  private void serve(RawOrigin.Connection connection, String head) {
    var path = head.split(" ", 3)[1];
    switch (path) {
      case "/large" -> {
        connection.send(
            "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: "
                + LARGE
                + "\r\n\r\n");
        pour(connection, LARGE);
      }
      case "/endless" -> {
        connection.send("HTTP/1.1 200 OK\r\nCache-Control: no-store\r\n\r\n");
        pour(connection, Long.MAX_VALUE);
      }
      case "/dies" -> {
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
        pour(connection, 1 << 20);
        connection.abort();
      }
      case "/upload" -> {
        connection.read(LARGE, (bytes, length) -> take(bytes, length));
        connection.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
      }
      case "/drip" -> {
        connection.read(CROWD, (bytes, length) -> received.addAndGet(length));
        connection.send("HTTP/1.1 204 No Content\r\n\r\n");
      }
      default -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
    }
  }

  private void pour(RawOrigin.Connection connection, long length) {
    for (long left = length; left > 0; left -= PIECE.length) {
      int size = (int) Math.min(left, PIECE.length);
      connection.send(PIECE, size);
      sent.addAndGet(size);
    }
  }

  /** Counts, and compares with the pattern. */
  private void take(byte[] bytes, int length) {
    int at = (int) (received.getAndAdd(length) % PIECE.length);
    for (int i = 0; i < length; i++) {
      if (bytes[i] != PIECE[at]) {
        throw new AssertionError("wrong byte in " + received);
      }
      at = at + 1 == PIECE.length ? 0 : at + 1;
    }
  }

  private void readAll(RawHttp client, long length) throws IOException {
    var buffer = new byte[PIECE.length];
    for (long left = length; left > 0; ) {
      int n = client.input().read(buffer, 0, (int) Math.min(left, buffer.length));
      assertThat(n).as("before the end, " + left + " bytes are missing").isPositive();
      take(buffer, n);
      left -= n;
    }
  }

  @Test
  void aDownloadPassesThrough() throws IOException {
    try (var client = gateway.connect().request("GET", "/large")) {
      assertThat(client.head()).contains("200 OK");
      readAll(client, LARGE);
      assertThat(client.get("/next").text()).isEqualTo("fine");
    }
    assertThat(gateway.peakMemoryBytes()).isLessThan(MOST_MEMORY);
  }

  @Test
  void anUploadPassesThrough() {
    try (var client = gateway.connect()) {
      client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n");
      for (long left = LARGE; left > 0; left -= PIECE.length) {
        client.send(PIECE);
      }
      Until.met(() -> received.get() == LARGE);
      assertThat(client.response().status()).isEqualTo(201);
    }
    assertThat(gateway.peakMemoryBytes()).isLessThan(MOST_MEMORY);
  }

  /** Each of an endless body: what nobody takes, the origin keeps. */
  @Test
  void readersThatStopCostNothingAndHoldUpNobody() {
    gateway.get("/warm");
    int before = gateway.descriptors();
    List<RawHttp> idlers = new ArrayList<>();
    try {
      IntStream.range(0, CROWD)
          .forEach(i -> idlers.add(gateway.connect().request("GET", "/endless")));
      idlers.forEach(RawHttp::head);
      Until.steady(sent::get);
      assertThat(sent.get()).isLessThan(CROWD * (16L << 20));
      for (int i = 0; i < 100; i++) {
        assertThat(gateway.get("/other" + i).text()).isEqualTo("fine");
      }
      assertThat(gateway.peakMemoryBytes()).isLessThan(MOST_MEMORY);
    } finally {
      idlers.forEach(RawHttp::close);
    }
    // One connection to the origin is kept for the next request.
    Until.met(() -> gateway.descriptors() <= before + 2);
    origin.connections().stream()
        .skip(2)
        .limit(CROWD / 2)
        .forEach(RawOrigin.Connection::awaitClosed);
  }

  @Test
  void writersThatDripAreServedAsTheyDrip() {
    List<RawHttp> writers = new ArrayList<>();
    try {
      for (int i = 0; i < CROWD; i++) {
        writers.add(
            gateway
                .connect()
                .send("PUT /drip HTTP/1.1\r\nHost: a\r\nContent-Length: " + CROWD + "\r\n\r\n"));
      }
      for (int round = 1; round <= CROWD; round++) {
        writers.forEach(writer -> writer.send("x"));
        long expected = (long) round * CROWD;
        Until.met(() -> received.get() == expected);
      }
      for (var writer : writers) {
        assertThat(writer.response().status()).isEqualTo(204);
      }
    } finally {
      writers.forEach(RawHttp::close);
    }
  }

  @Test
  void nothingIsLeftOfBodiesThatBreakOff() {
    gateway.get("/warm");
    int before = gateway.descriptors();
    var crowd =
        IntStream.range(0, 8)
            .mapToObj(i -> CompletableFuture.runAsync(this::breakOffManyTimes))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(crowd).join();

    Until.met(() -> gateway.descriptors() <= before + 2);
    assertThat(gateway.get("/other").text()).isEqualTo("fine");
    assertThat(gateway.peakMemoryBytes()).isLessThan(MOST_MEMORY);
    assertThat(gateway.log()).noneMatch(line -> line.contains("blocked"));
  }

  private void breakOffManyTimes() {
    for (int i = 0; i < 50; i++) {
      try (var client = gateway.connect()) {
        assertThat(client.get("/dies").complete()).isFalse();
      }
      try (var client = gateway.connect().request("GET", "/endless")) {
        client.head();
        client.abort();
      }
      try (var client = gateway.connect()) {
        client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n");
        client.send(PIECE);
        client.abort();
      } catch (UncheckedIOException closed) {
        throw new AssertionError(closed);
      }
    }
  }
}
