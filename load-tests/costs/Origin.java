import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;

/** An origin whose answers follow from the path alone. A thread for each connection. */
final class Origin implements Closeable {
  private static final String BODY = "0123456789abcdef".repeat(4);

  private final ServerSocket server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
  private final UnaryOperator<String> answers;
  private final LongAdder requests = new LongAdder();

  /** Answers {@code /<max-age>/<tag>+<tag>/<anything>} with 64 bytes and no validators. */
  Origin() throws IOException {
    this(Origin::tagged);
  }

  /**
   * @param answers yields the head and the body for a path
   */
  Origin(UnaryOperator<String> answers) throws IOException {
    this.answers = answers;
    daemon(
        () -> {
          while (true) {
            Socket socket = server.accept();
            socket.setTcpNoDelay(true);
            daemon(() -> serve(socket));
          }
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    var thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // The gateway has closed its connection, or the run is over.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many requests it has got. */
  long requests() {
    return requests.sum();
  }

  private static String tagged(String path) {
    String[] parts = path.split("/");
    return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nCache-Control: max-age="
        + parts[1]
        + "\r\nCache-Tag: "
        + parts[2].replace('+', ',')
        + "\r\nContent-Length: "
        + BODY.length()
        + "\r\n\r\n"
        + BODY;
  }

  private void serve(Socket socket) throws IOException {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
      var out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
      for (String line = line(in); line != null; line = line(in)) {
        requests.increment();
        while (!line(in).isEmpty()) {
          // Nothing in the head changes the answer.
        }
        String answer = answers.apply(line.split(" ")[1]);
        out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
        if (in.available() == 0) {
          out.flush();
        }
      }
    }
  }

  /** Up to CR LF; null at the end. */
  static String line(InputStream in) throws IOException {
    var line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        if (line.length() > 0) {
          throw new IOException("closed within a line");
        }
        return null;
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
