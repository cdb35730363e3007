import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A little origin for {@code .ci/run}: says the same to every request, fresh for a minute. */
public final class Origin {
  private Origin() {}

  public static void main(String[] args) throws IOException {
    byte[] body = "hello from the origin\n".getBytes(StandardCharsets.UTF_8);
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Cache-Control", "max-age=60");
          exchange.getResponseHeaders().set("Content-Type", "text/plain");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    System.out.println("origin ready port=" + server.getAddress().getPort());
  }
}
