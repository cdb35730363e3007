import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One kept connection, without a client library's own latency. Not thread-safe. */
final class Http implements Closeable {
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** {@code head} is in lower case. */
  record Answer(int status, String head, String body) {
    /** The number after a key of the JSON body. */
    long number(String key) {
      Matcher found = Pattern.compile("\"" + key + "\":(-?[0-9]+)").matcher(body);
      if (!found.find()) {
        throw new IllegalStateException("no number " + key + " in " + this);
      }
      return Long.parseLong(found.group(1));
    }

    /** Whether {@code GET /cluster} names so many members, and waits for as many nodes. */
    boolean knows(int nodes) {
      Matcher members = Pattern.compile("\"members\":\\[([^\\]]*)\\]").matcher(body);
      return members.find()
          && members.group(1).split(",").length == nodes
          && body.split("\"silentMillis\"").length == nodes + 1;
    }
  }

  Http(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Speaks over a connection that is open, which it closes. */
  Http(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    out = socket.getOutputStream();
  }

  /**
   * @param fields of the head, such as {@code Accept-Encoding: gzip}
   */
  Answer get(String path, String... fields) throws IOException {
    write(request(path, fields));
    return read();
  }

  /** A purge of one tag or several, as a receipt. */
  Answer purge(String wait, String... tags) throws IOException {
    String body = "{\"tags\":[\"" + String.join("\",\"", tags) + "\"],\"wait\":\"" + wait + "\"}";
    write(
        "POST /cache/invalidations HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
    Answer answer = read();
    if (answer.status() != 200 && !(answer.status() == 202 && wait.equals("commit"))) {
      throw new IOException("refused or not complete: " + answer);
    }
    return answer;
  }

  /** All at once; every answer must be a 200. */
  void pipeline(Iterable<String> paths) throws IOException {
    var all = new StringBuilder();
    int count = 0;
    for (String path : paths) {
      all.append(request(path));
      count++;
    }
    write(all.toString());
    while (count-- > 0) {
      Answer answer = read();
      if (answer.status() != 200) {
        throw new IOException("expected status 200: " + answer);
      }
    }
  }

  private static String request(String path, String... fields) {
    var head = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
    if (Arrays.stream(fields).noneMatch(field -> field.startsWith("Host:"))) {
      head.append("Host: localhost\r\n");
    }
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private Answer read() throws IOException {
    String first = Origin.line(in);
    if (first == null) {
      throw new IOException("closed by the gateway");
    }
    int status = Integer.parseInt(first.split(" ")[1]);
    var head = new StringBuilder();
    int length = -1;
    for (String line = Origin.line(in); !line.isEmpty(); line = Origin.line(in)) {
      String field = line.toLowerCase(Locale.ROOT);
      head.append(field).append('\n');
      if (field.startsWith("content-length:")) {
        length = Integer.parseInt(field.substring(15).trim());
      }
    }
    if (status == 304) {
      length = 0;
    } else if (length < 0) {
      throw new IOException("no Content-Length: " + first + "\n" + head);
    }
    String body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    return new Answer(status, head.toString(), body);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
