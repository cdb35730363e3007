package io.sluice.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An origin that answers by script and keeps every request as it came. Unknown paths are answered
 * 404, unless {@link #otherwise} says something else. One thread a connection, so that an answer
 * may wait wherever the script says.
 */
public final class ScriptedOrigin implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ServerSocket server;
  private final Map<String, Function<ReceivedRequest, OriginAnswer>> script =
      new ConcurrentHashMap<>();
  private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile OriginAnswer unscripted = OriginAnswer.status(404);

  private ScriptedOrigin(ServerSocket server) {
    this.server = server;
  }

  public static ScriptedOrigin started() {
    try {
      var origin = new ScriptedOrigin(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()));
      daemon("origin", origin::accept);
      return origin;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Scripts a path (without query): the answers in turn, the last one again and again. */
  public ScriptedOrigin on(String path, OriginAnswer first, OriginAnswer... others) {
    var turn = new AtomicInteger();
    return on(
        path,
        request -> {
          int i = Math.min(turn.getAndIncrement(), others.length);
          return i == 0 ? first : others[i - 1];
        });
  }

  public ScriptedOrigin on(String path, Function<ReceivedRequest, OriginAnswer> answers) {
    script.put(path, answers);
    return this;
  }

  /** Answers what no script is for. */
  public ScriptedOrigin otherwise(OriginAnswer answer) {
    unscripted = answer;
    return this;
  }

  /** What has come for this path (without query), in order of arrival. */
  public List<ReceivedRequest> requests(String path) {
    return requests.stream().filter(request -> path.equals(path(request))).toList();
  }

  public List<ReceivedRequest> requests() {
    return List.copyOf(requests);
  }

  public int count(String path) {
    return requests(path).size();
  }

  /** The newest request for this path. */
  public ReceivedRequest last(String path) {
    var all = requests(path);
    if (all.isEmpty()) {
      throw new AssertionError("no request for " + path + " came, but " + requests);
    }
    return all.get(all.size() - 1);
  }

  /** Returns once so many requests have come for the path. */
  public void awaitCount(String path, int count) {
    Until.met(PATIENCE, () -> count(path) >= count, () -> count(path) + " requests for " + path);
  }

  /** Connections that are open now. */
  public int openConnections() {
    return sockets.size();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (var socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        var socket = server.accept();
        sockets.add(socket);
        if (server.isClosed()) {
          // Too late for close() to have seen it.
          socket.close();
        }
        int number = connections.incrementAndGet();
        daemon("origin-" + number, () -> serve(socket, number));
      }
    } catch (IOException closed) {
      // The end of the test.
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var reader = new WireReader(socket.getInputStream());
      var again = true;
      while (again) {
        String head = reader.head();
        again = head != null && new OriginExchange(socket, reader).run(record(head, number), this);
      }
    } catch (IOException | NumberFormatException gone) {
      // What was recorded tells the test.
    } finally {
      sockets.remove(socket);
    }
  }

  private ReceivedRequest record(String head, int number) {
    var request = new ReceivedRequest(head, number);
    requests.add(request);
    return request;
  }

  OriginAnswer answer(ReceivedRequest request) {
    var answers = script.get(path(request));
    return answers == null ? unscripted : answers.apply(request);
  }

  private static @Nullable String path(ReceivedRequest request) {
    String target = request.target();
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private static void daemon(String name, Runnable work) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
