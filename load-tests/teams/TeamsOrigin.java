import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What stands behind the gateways: a catalogue of products and a content site, which take their
 * time to answer, count what reached them and know what they said last.
 *
 * <p>Catalogue and {@code /stats} speak as the demo origin does. Content names its version, which a
 * write to it (and, of lists, to what is below) raises. {@code PUT /origin/down} makes every answer
 * but {@code /stats} and that of {@code PUT /origin/up} a 503. README.md, "The origin", says more.
 */
final class TeamsOrigin implements Closeable {
  private static final String[] CATEGORIES = {"electronics", "garden", "kitchen", "office"};

  private static final int LISTED = 105;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(TeamsOrigin::daemon);
  private final int millis;
  private final Map<String, AtomicLong> requests = new ConcurrentHashMap<>();
  private final Map<String, String> prices = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> versions = new ConcurrentHashMap<>();
  private volatile boolean down;

  /**
   * @param millis how long an answer takes
   */
  TeamsOrigin(int millis) throws IOException {
    this(0, millis);
  }

  private TeamsOrigin(int port, int millis) throws IOException {
    this.millis = millis;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** With a port and how many milliseconds an answer takes: an origin for a gateway of yours. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: java TeamsOrigin.java PORT MILLISECONDS");
      System.exit(2);
    }
    // Without it heads and bodies wait for each other, 40 ms an answer.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    var origin = new TeamsOrigin(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    System.out.println("origin ready " + origin.url());
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "origin");
    thread.setDaemon(true);
    return thread;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How many requests have reached it. */
  long reached() {
    return requests.values().stream().mapToLong(AtomicLong::get).sum();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (path.equals("/stats")) {
        send(exchange, 200, stats());
      } else if (path.equals("/warm-up")) {
        exchange.getResponseHeaders().set("Cache-Control", "max-age=3600");
        send(exchange, 200, "{}");
      } else if (path.startsWith("/origin/")) {
        down = path.equals("/origin/down");
        send(exchange, 200, "{\"down\":" + down + "}");
      } else {
        work(exchange, method, path, new String(body, StandardCharsets.UTF_8));
      }
    }
  }

  private void work(HttpExchange exchange, String method, String path, String body)
      throws IOException {
    requests.computeIfAbsent(method + " " + path, any -> new AtomicLong()).incrementAndGet();
    boolean reads = method.equals("GET");
    if (down) {
      send(exchange, 503, "{\"title\":\"down\"}");
      return;
    }
    // What is said is what was true when the request came: the worst for a cache.
    String said = reads ? read(exchange, path) : null;
    pause();
    send(exchange, 200, reads ? said : write(path, body));
  }

  private String read(HttpExchange exchange, String path) {
    if (path.startsWith("/products/")) {
      String id = path.substring("/products/".length());
      String category = CATEGORIES[Math.floorMod(id.hashCode(), CATEGORIES.length)];
      cacheable(exchange, "product:" + id + ",category:" + category);
      return product(id);
    }
    if (path.equals("/products")) {
      cacheable(exchange, each(id -> "product:" + id));
      return "{\"products\":[" + each(this::product) + "]}";
    }
    return "{\"path\":\"" + path + "\",\"version\":" + version(path).get() + "}";
  }

  private static void cacheable(HttpExchange exchange, String tags) {
    var fields = exchange.getResponseHeaders();
    fields.set("Cache-Control", "public, max-age=300");
    fields.set("Cache-Tags", tags);
  }

  private static String each(UnaryOperator<String> of) {
    return IntStream.rangeClosed(1, LISTED)
        .mapToObj(id -> of.apply(Integer.toString(id)))
        .collect(Collectors.joining(","));
  }

  private String product(String id) {
    return "{\"id\":" + id + ",\"price\":" + prices.getOrDefault("/products/" + id, "9.99") + "}";
  }

  private String write(String path, String body) {
    if (path.startsWith("/products/")) {
      prices.put(path, body.replaceFirst("(?s).*\"price\" *: *([0-9.]+).*", "$1"));
      return body;
    }
    String list = path.replaceFirst("^(/[^/]+).*", "$1");
    long all = version(list).incrementAndGet();
    long version = list.equals(path) ? all : version(path).incrementAndGet();
    return "{\"path\":\"" + path + "\",\"version\":" + version + ",\"list\":" + all + "}";
  }

  private AtomicLong version(String path) {
    return versions.computeIfAbsent(path, any -> new AtomicLong(1));
  }

  private String stats() {
    String paths =
        new TreeMap<>(requests)
            .entrySet().stream()
                .map(counted -> "\"" + counted.getKey() + "\":" + counted.getValue())
                .collect(Collectors.joining(","));
    return "{\"total\":" + reached() + ",\"paths\":{" + paths + "}}";
  }

  private void pause() throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("closing", e);
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
