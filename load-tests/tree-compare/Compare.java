import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Fetches every file of a directory twice through a gateway and compares each answer, byte by byte,
 * with the file; the second answer must come from the cache. README.md says how to use it.
 *
 * <p>One file without dependencies, so that {@code java Compare.java} runs it.
 */
public final class Compare {
  private static final String USAGE =
      "usage: java Compare.java ROOT GATEWAY_URL [--concurrency N] [--max-object-bytes N]";
  private static final int SHOWN_FAULTS = 20;
  private static final int CHUNK_BYTES = 64 * 1024;

  /** A file and its path on the server, escaped from the bytes of its name. */
  private record Entry(Path file, String rawPath, long bytes) {}

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final String base;
  private final int concurrency;
  private final long maxObjectBytes;
  private final AtomicInteger faults = new AtomicInteger();

  private Compare(String base, int concurrency, long maxObjectBytes) {
    this.base = base;
    this.concurrency = concurrency;
    this.maxObjectBytes = maxObjectBytes;
  }

  public static void main(String[] args) throws Exception {
    List<String> words = new ArrayList<>(Arrays.asList(args));
    Path root;
    Compare compare;
    try {
      int concurrency = (int) option(words, "--concurrency", 16, 1024);
      long maxObjectBytes = option(words, "--max-object-bytes", Long.MAX_VALUE, Long.MAX_VALUE);
      if (words.size() != 2) {
        throw new IllegalArgumentException("expected: a directory and a URL");
      }
      root = Path.of(words.get(0)).toAbsolutePath().normalize();
      if (!Files.isDirectory(root)) {
        throw new IllegalArgumentException(root + ": no directory");
      }
      String url = words.get(1).replaceFirst("/+$", "");
      if (!url.matches("https?://[^/?#]+(/[^?#]*)?")) {
        throw new IllegalArgumentException(words.get(1) + ": no http URL");
      }
      compare = new Compare(url, concurrency, maxObjectBytes);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(USAGE);
      System.exit(2);
      return;
    }
    System.exit(compare.run(root) ? 0 : 1);
  }

  private static long option(List<String> words, String name, long otherwise, long max) {
    int at = words.indexOf(name);
    if (at < 0) {
      return otherwise;
    }
    words.remove(at);
    String value = at < words.size() ? words.remove(at) : "";
    if (!value.matches("[0-9]{1,18}") || Long.parseLong(value) < 1 || Long.parseLong(value) > max) {
      throw new IllegalArgumentException(name + ": '" + value + "' (expected: 1 to " + max + ")");
    }
    return Long.parseLong(value);
  }

  private boolean run(Path root) throws IOException, InterruptedException {
    List<Entry> entries = walk(root);
    if (entries.isEmpty()) {
      fault("no file to compare below " + root);
      return false;
    }
    // Two passes, not twice in a row: the gateway stores a body while the client already has it.
    pass("first", entries, false);
    Map<String, LongAdder> outcomes = pass("second", entries, true);
    long hits = outcomes.getOrDefault("HIT", new LongAdder()).sum();
    System.out.printf(
        Locale.ROOT,
        "%s: %d files, second answer from cache for %d, faults %d%n",
        faults.get() == 0 ? "same" : "DIFFERENT",
        entries.size(),
        hits,
        faults.get());
    return faults.get() == 0;
  }

  private List<Entry> walk(Path root) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Map<String, Integer> skipped = new TreeMap<>();
    int rootLength = root.toUri().getRawPath().length();
    Files.walkFileTree(
        root,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!attributes.isRegularFile()) {
              skipped.merge(
                  attributes.isSymbolicLink() ? "dangling link" : "special", 1, Integer::sum);
            } else if (!Files.isReadable(file)) {
              skipped.merge("unreadable", 1, Integer::sum);
            } else {
              // The URI of a path is made from its bytes: right in every locale and encoding.
              String rawPath = file.toUri().getRawPath().substring(rootLength);
              entries.add(new Entry(file, rawPath, attributes.size()));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            skipped.merge(e.getClass().getSimpleName(), 1, Integer::sum);
            return FileVisitResult.CONTINUE;
          }
        });
    long bytes = entries.stream().mapToLong(Entry::bytes).sum();
    System.out.printf(
        Locale.ROOT,
        "%s: %d files, %.1f MB%s%n",
        root,
        entries.size(),
        bytes / 1e6,
        skipped.isEmpty() ? "" : ", skipped " + skipped);
    return entries;
  }

  private Map<String, LongAdder> pass(String name, List<Entry> entries, boolean mustHit)
      throws InterruptedException {
    Map<String, LongAdder> outcomes = new ConcurrentSkipListMap<>();
    long start = System.nanoTime();
    var workers = Executors.newFixedThreadPool(concurrency);
    for (Entry entry : entries) {
      workers.execute(
          () -> outcomes.computeIfAbsent(fetch(entry, mustHit), o -> new LongAdder()).increment());
    }
    workers.shutdown();
    if (!workers.awaitTermination(1, TimeUnit.HOURS)) {
      fault(name + " pass: not finished within an hour");
      workers.shutdownNow();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s pass: %s in %.1f s (%.0f/s)%n",
        name,
        outcomes,
        seconds,
        entries.size() / seconds);
    return outcomes;
  }

  /** Returns what X-Cache said, or FAULT. */
  private String fetch(Entry entry, boolean mustHit) {
    URI uri = URI.create(base + "/" + entry.rawPath());
    var request = HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(1)).build();
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          fault(uri + ": status " + response.statusCode() + " (expected: 200)");
          return "FAULT";
        }
        long mismatch = mismatch(body, entry.file());
        if (mismatch >= 0) {
          fault(uri + ": differs from " + entry.file() + " at byte " + mismatch);
          return "FAULT";
        }
      }
      String outcome = response.headers().firstValue("X-Cache").orElse("no X-Cache");
      if (mustHit && !outcome.equals("HIT") && storable(entry, response)) {
        fault(
            uri
                + ": second answer is "
                + outcome
                + " (expected: HIT), its fields "
                + response.headers().map());
      }
      return outcome;
    } catch (IOException e) {
      fault(uri + ": " + e);
      return "FAULT";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private boolean storable(Entry entry, HttpResponse<?> response) {
    String control = String.join(",", response.headers().allValues("Cache-Control"));
    return entry.bytes() <= maxObjectBytes
        && !control.toLowerCase(Locale.ROOT).matches(".*\\b(no-store|private|no-cache)\\b.*");
  }

  /** The offset of the first byte that differs (a missing or surplus one does), or -1. */
  private static long mismatch(InputStream body, Path file) throws IOException {
    try (InputStream expected = Files.newInputStream(file)) {
      for (long offset = 0; ; offset += CHUNK_BYTES) {
        byte[] got = body.readNBytes(CHUNK_BYTES);
        byte[] wanted = expected.readNBytes(CHUNK_BYTES);
        int at = Arrays.mismatch(got, wanted);
        if (at >= 0) {
          return offset + at;
        }
        if (got.length < CHUNK_BYTES) {
          return -1;
        }
      }
    }
  }

  private void fault(String what) {
    int number = faults.incrementAndGet();
    if (number <= SHOWN_FAULTS) {
      System.out.println("FAULT " + what);
    } else if (number == SHOWN_FAULTS + 1) {
      System.out.println("FAULT … further ones are only counted");
    }
  }
}
