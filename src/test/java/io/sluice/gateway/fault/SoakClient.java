package io.sluice.gateway.fault;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.RawHttp;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** One client that does by chance what clients do, good and bad. */
final class SoakClient implements Runnable {
  private static final int PAGES = 2000;

  /**
   * While something is broken, these are right; at any other time nobody can tell the difference.
   */
  private static final Set<Integer> FINE = Set.of(200, 204, 404, 500, 502, 503, 504);

  private final GatewayProcess gateway;
  private final SplittableRandom random;
  private final BooleanSupplier over;
  private final Map<String, LongAdder> done;
  private final Queue<String> wrong;

  SoakClient(
      GatewayProcess gateway,
      long seed,
      BooleanSupplier over,
      Map<String, LongAdder> done,
      Queue<String> wrong) {
    this.gateway = gateway;
    this.random = new SplittableRandom(seed);
    this.over = over;
    this.done = done;
    this.wrong = wrong;
  }

  static Map<String, LongAdder> counts() {
    return new ConcurrentHashMap<>();
  }

  @Override
  public void run() {
    while (!over.getAsBoolean()) {
      try (var connection = gateway.connect()) {
        for (int i = 0; i < 100 && !over.getAsBoolean(); i++) {
          if (!act(connection)) {
            break;
          }
        }
      } catch (UncheckedIOException | AssertionError cut) {
        count("cut off");
      }
    }
  }

  private void count(String what) {
    done.computeIfAbsent(what, w -> new LongAdder()).increment();
  }

  /** Returns whether the connection is fit for another request. */
  private boolean act(RawHttp connection) {
    int dice = random.nextInt(100);
    if (dice < 60) {
      return get(connection, "/page/" + random.nextInt(1 + random.nextInt(PAGES)));
    } else if (dice < 68) {
      return get(connection, "/pass");
    } else if (dice < 72) {
      return send(connection, "PUT", "/page/" + random.nextInt(PAGES), 10_000);
    } else if (dice < 74) {
      return send(connection, "POST", "/upload", 1_000_000);
    } else if (dice < 79) {
      return get(connection, "/large");
    } else if (dice < 82) {
      return get(connection, "/failing/" + random.nextInt(10));
    } else if (dice < 84) {
      return get(connection, "/broken");
    } else if (dice < 85) {
      return get(connection, "/silent");
    } else if (dice < 87) {
      gateway.purge("page:" + random.nextInt(PAGES));
      count("purge");
      return true;
    } else if (dice < 91) {
      return leave(connection, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n", true);
    } else if (dice < 94) {
      return leave(
          connection, "GET /slow/" + random.nextInt(10) + " HTTP/1.1\r\nHost: a\r\n\r\n", false);
    } else if (dice < 96) {
      return leave(
          connection, "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nhalf", false);
    } else if (dice < 97) {
      return leave(connection, "GET /events HTTP/1.1\r\nHost: a\r\n\r\n", true);
    } else if (dice < 98) {
      return leave(connection, handshake(), true);
    } else {
      return leave(connection, "\u0000\u0001nonsense\r\n\r\n", true);
    }
  }

  private static String handshake() {
    return WireCase.bytes(
        "GET /socket HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: websocket|"
            + "Sec-WebSocket-Version: 13|Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==||");
  }

  private boolean get(RawHttp connection, String target) {
    var kind = target.split("/", -1)[1];
    var response = connection.get(target);
    if (!FINE.contains(response.status())) {
      wrong.add(target + ": " + response);
    }
    count(kind + ' ' + response.status() + (response.complete() ? "" : " broken"));
    return response.complete() && !"close".equals(response.field("connection"));
  }

  private boolean send(RawHttp connection, String method, String target, int length) {
    var response = connection.requestWithBody(method, target, "b".repeat(length)).response();
    if (!FINE.contains(response.status())) {
      wrong.add(method + ' ' + target + ": " + response);
    }
    count(method + ' ' + response.status());
    return response.complete() && !"close".equals(response.field("connection"));
  }

  /** Goes away in the middle. */
  private boolean leave(RawHttp connection, String bytes, boolean afterHead) {
    connection.send(bytes);
    if (afterHead) {
      connection.head();
    }
    connection.abort();
    count("left");
    return false;
  }
}
