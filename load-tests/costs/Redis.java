import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a Redis of the run for its figures. */
final class Redis implements Closeable {
  private final int port;
  private final Socket socket;
  private final InputStream in;

  Redis(int port) throws IOException {
    this.port = port;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    in = new BufferedInputStream(socket.getInputStream());
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  long keys() throws IOException {
    return Long.parseLong(ask("DBSIZE"));
  }

  long usedMemory() throws IOException {
    String info = ask("INFO memory");
    return Long.parseLong(info.replaceFirst("(?s).*\nused_memory:([0-9]+).*", "$1"));
  }

  private String ask(String command) throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    String line = Origin.line(in);
    if (!line.startsWith("$")) {
      return line.substring(1);
    }
    byte[] text = in.readNBytes(Integer.parseInt(line.substring(1)));
    Origin.line(in);
    return new String(text, StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
