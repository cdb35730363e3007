import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Starts the processes of one measure, and ends them. */
final class Lab implements Closeable {
  /** Where the logs of the measurements of costs go. */
  static final Path WORK = Path.of("target", "costs");

  private static final Pattern READY =
      Pattern.compile("sluice ready http=https?://[^ ]*:([0-9]+) admin=http://[^ ]*:([0-9]+) .*");
  private static final int STOP_SECONDS = 20;

  private final Path logs;
  private final Path jar;
  private final String java;
  private final Deque<Process> started = new ArrayDeque<>();
  private final List<Process> servers = new ArrayList<>();
  private boolean ended;
  private final Thread atExit = new Thread(this::stopAll);

  Lab() {
    this(WORK);
  }

  /**
   * @param logs an existing directory
   */
  Lab(Path logs) {
    this(logs, Path.of("target", "sluice.jar"));
  }

  /**
   * @param logs an existing directory
   * @param jar of the gateways
   */
  Lab(Path logs, Path jar) {
    this(logs, jar, "java");
  }

  /**
   * @param logs an existing directory
   * @param jar of the gateways
   * @param java the program that runs it
   */
  Lab(Path logs, Path jar, String java) {
    this.logs = logs;
    this.jar = jar;
    this.java = java;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** A gateway; times are of {@link System#nanoTime}. */
  record Node(Process process, int http, int admin, long startedNanos, long readyNanos) {
    Http data() throws IOException {
      return new Http(http);
    }

    Http control() throws IOException {
      return new Http(admin);
    }

    /** What the process has used of the CPUs so far, in ticks of 10 ms. */
    long cpuMicros() throws IOException {
      return Lab.cpuMicros(process.toHandle());
    }

    /** Until it holds a lease. */
    Node trusted() throws Exception {
      try (Http control = control()) {
        await(30, 20, () -> control.get("/cluster").body().contains("\"trusted\":true"));
      }
      return this;
    }
  }

  /** What {@code wrk} said. */
  record Load(long requests, double perSecond) {}

  Redis redis(int... cpu) throws Exception {
    int port = freePorts(1)[0];
    var process =
        start(
            "redis",
            cpu,
            List.of("redis-server", "--port", port + "", "--bind", "127.0.0.1", "--save", ""),
            List.of());
    servers.add(process);
    for (String line; (line = process.inputReader().readLine()) != null; ) {
      if (line.contains("Ready to accept connections")) {
        return new Redis(port);
      }
    }
    throw new IOException("redis-server ended, status " + process.waitFor());
  }

  /**
   * Starts a gateway and waits for its start-up line.
   *
   * @param cpu the processors it may use, none for all
   * @param redis as {@code REDIS_URL}; empty for none
   * @param settings {@code key=value} as of {@code --set}, which win over those given here; or an
   *     option such as {@code --conf=FILE}; or one of the JVM, such as {@code -XX:+UseSerialGC}
   */
  Node node(String name, int heapMib, int[] cpu, String redis, String origin, String... settings)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(java, "-Xmx" + heapMib + "m"));
    Stream.of(settings).filter(setting -> setting.startsWith("-X")).forEach(command::add);
    command.addAll(List.of("-jar", jar.toString(), "run"));
    var values = new LinkedHashMap<String, String>();
    values.put("node.id", name);
    values.put("http.host", "127.0.0.1");
    values.put("http.port", "0");
    values.put("admin.port", "0");
    for (String setting : settings) {
      if (setting.startsWith("--")) {
        command.add(setting);
      } else if (!setting.startsWith("-X")) {
        String[] pair = setting.split("=", 2);
        values.put(pair[0], pair[1]);
      }
    }
    values.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    String shared = redis.isEmpty() ? "REDIS_ENABLED=false" : "REDIS_URL=" + redis;
    long startedNanos = System.nanoTime();
    var process = start(name, cpu, command, List.of(shared, "SLUICE_ORIGIN=" + origin));
    String line = process.inputReader().readLine();
    long readyNanos = System.nanoTime();
    Matcher ready = READY.matcher(line == null ? "" : line);
    if (!ready.matches()) {
      throw new IOException(name + " did not start, see " + logs + "/" + name + ".log: " + line);
    }
    int http = Integer.parseInt(ready.group(1));
    return new Node(process, http, Integer.parseInt(ready.group(2)), startedNanos, readyNanos);
  }

  /** Starts gateways together, one on each of these sets of processors, and waits for all. */
  List<Node> cluster(
      String name, int heapMib, int[][] cpus, String redis, String origin, String... settings)
      throws Exception {
    int[] ports = freePorts(cpus.length);
    List<Node> nodes =
        Traffic.together(
            cpus.length,
            i -> {
              String[] own = member(ports, i, settings);
              return node(name + (i + 1), heapMib, cpus[i], redis, origin, own).trusted();
            });
    awaitComplete(nodes);
    return nodes;
  }

  /**
   * Settings with those that make a node a member.
   *
   * @param ports of all members
   * @param number of this one, from 0
   */
  static String[] member(int[] ports, int number, String... settings) {
    var members = Arrays.stream(ports).mapToObj(port -> "127.0.0.1:" + port).toList();
    List<String> all = new ArrayList<>(Arrays.asList(settings));
    all.add("cluster.enabled=true");
    all.add("cluster.name=lab-" + ports[0]);
    all.add("cluster.members=" + String.join(",", members));
    all.add("cluster.port=" + ports[number]);
    return all.toArray(new String[0]);
  }

  /** Until each knows all. */
  static void awaitComplete(List<Node> nodes) throws Exception {
    for (Node node : nodes) {
      try (Http control = node.control()) {
        await(60, 100, () -> control.get("/cluster").knows(nodes.size()));
      }
    }
  }

  /** Starts {@code wrk}; {@link #ended} yields what it said. */
  Process wrk(int port, String path, int seconds, int... cpu) throws IOException {
    List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c32", "-d" + seconds + "s"));
    if (path.endsWith(".lua")) {
      command.addAll(List.of("-s", path));
    }
    command.add("http://127.0.0.1:" + port + (path.endsWith(".lua") ? "" : path));
    command.addAll(List.of("-H", "Host: localhost"));
    return start("wrk", cpu, command, List.of());
  }

  Load ended(Process wrk) throws Exception {
    String said = new String(wrk.getInputStream().readAllBytes());
    wrk.waitFor();
    forget(wrk);
    Matcher requests = Pattern.compile("([0-9]+) requests in").matcher(said);
    Matcher rate = Pattern.compile("Requests/sec: +([0-9.]+)").matcher(said);
    if (!requests.find() || !rate.find() || said.contains("Non-2xx")) {
      throw new IOException("wrk: " + said);
    }
    return new Load(Long.parseLong(requests.group(1)), Double.parseDouble(rate.group(1)));
  }

  /** As Ctrl-C does: wrk then says what it has counted. */
  static void interrupt(Process process) throws Exception {
    new ProcessBuilder("kill", "-INT", process.pid() + "").inheritIO().start().waitFor();
  }

  /** Starts a program whose errors go to a file of this name, and which {@link #close} ends. */
  synchronized Process start(String name, int[] cpu, List<String> command, List<String> environment)
      throws IOException {
    if (ended) {
      throw new IOException("the run is over");
    }
    List<String> words = new ArrayList<>();
    if (cpu.length > 0) {
      words.addAll(List.of("taskset", "-c", list(cpu)));
    }
    words.addAll(command);
    var builder = new ProcessBuilder(words).redirectInput(new File("/dev/null"));
    builder.redirectError(logs.resolve(name + ".log").toFile());
    for (String variable : environment) {
      String[] pair = variable.split("=", 2);
      builder.environment().put(pair[0], pair[1]);
    }
    Process process = builder.start();
    started.push(process);
    return process;
  }

  void stop(Node node) {
    stop(node.process());
    forget(node.process());
  }

  synchronized void forget(Process ended) {
    started.remove(ended);
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Gateways together, then what they need. */
  private synchronized void stopAll() {
    ended = true;
    started.stream().filter(process -> !servers.contains(process)).forEach(Process::destroy);
    while (!started.isEmpty()) {
      stop(started.pop());
    }
  }

  @Override
  public void close() {
    stopAll();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  /** What a process has used of the CPUs so far, in ticks of 10 ms. */
  static long cpuMicros(ProcessHandle process) throws IOException {
    String stat = Files.readString(Path.of("/proc", process.pid() + "", "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
  }

  /** Keeps this process, which sends and answers requests, on these processors. */
  static void pin(int[] cpus) throws Exception {
    String pid = ProcessHandle.current().pid() + "";
    new ProcessBuilder("taskset", "-a", "-c", "-p", list(cpus), pid)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  static String list(int[] numbers) {
    return String.join(",", Arrays.stream(numbers).mapToObj(String::valueOf).toList());
  }

  static int[] freePorts(int count) throws IOException {
    var sockets = new ArrayList<ServerSocket>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }
    int[] ports = sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  static void await(int seconds, int pauseMillis, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new IOException("not so within " + seconds + " s");
      }
      Thread.sleep(pauseMillis);
    }
  }
}
