import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Requests and orders of the measures. */
final class Traffic {
  private static final int FILLERS = 32;
  private static final int PIPELINED = 32;
  private static final int TAGS_AN_ORDER = 10_000;

  private Traffic() {}

  /** Asks for {@code count} paths, pipelined on many connections. */
  static void fill(int port, int count, IntFunction<String> path, Results results)
      throws Exception {
    var next = new AtomicInteger();
    long start = System.nanoTime();
    together(
        FILLERS,
        filler -> {
          try (Http data = new Http(port)) {
            for (int i = next.getAndAdd(PIPELINED); i < count; i = next.getAndAdd(PIPELINED)) {
              List<String> paths = new ArrayList<>();
              for (int j = i; j < Math.min(count, i + PIPELINED); j++) {
                paths.add(path.apply(j));
              }
              data.pipeline(paths);
              if (i % 100_000 < PIPELINED && i >= PIPELINED) {
                results.progress("  %d of %d entries", i, count);
              }
            }
          }
          return null;
        });
    double seconds = (System.nanoTime() - start) / 1e9;
    results.progress("filled with %d entries in %.0f s", count, seconds);
  }

  /** Puts tags into the log, as many an order as it may have; yields the seconds it took. */
  static double fillLog(Lab.Node node, int tags) throws Exception {
    long start = System.nanoTime();
    try (Http control = node.control()) {
      for (int from = 0; from < tags; from += TAGS_AN_ORDER) {
        String[] names = new String[Math.min(TAGS_AN_ORDER, tags - from)];
        for (int i = 0; i < names.length; i++) {
          names[i] = "log:" + (from + i);
        }
        control.purge("commit", names);
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /** Waits until orders are complete at once: after a start, the first take a lease. */
  static void warm(Lab.Node node, int orders) throws Exception {
    try (Http control = node.control()) {
      for (int i = 0; i < orders; i++) {
        control.purge("cluster", "warm:" + i % 1000);
      }
    }
  }

  /** Single-tag orders one after the other; yields the nanoseconds of each. */
  static long[] orders(Lab.Node node, int count, String wait, IntFunction<String> tag)
      throws Exception {
    long[] nanos = new long[count];
    try (Http control = node.control()) {
      for (int i = 0; i < count; i++) {
        nanos[i] = timed(control, wait, tag.apply(i));
      }
    }
    return nanos;
  }

  static long timed(Http control, String wait, String tag) throws IOException {
    long start = System.nanoTime();
    control.purge(wait, tag);
    return System.nanoTime() - start;
  }

  /** Single-tag orders on many connections as fast as they go; yields how many a second. */
  static double flood(Lab.Node node, int connections, int seconds) throws Exception {
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    List<Integer> counts =
        together(
            connections,
            worker -> {
              int count = 0;
              try (Http control = node.control()) {
                while (System.nanoTime() < end) {
                  control.purge("cluster", "flood:" + worker + ":" + count++ % 100);
                }
              }
              return count;
            });
    return sum(counts) * 1e9 / (System.nanoTime() - start);
  }

  /** Orders at a constant rate, or as near to it as they come; yields their number. */
  static int pace(Lab.Node node, int perSecond, int tags, int workers, int seconds)
      throws Exception {
    long pauseNanos = 1_000_000_000L * workers / perSecond;
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    return sum(
        together(
            workers,
            worker -> {
              int count = 0;
              try (Http control = node.control()) {
                long due = start + pauseNanos * worker / workers;
                for (; due < end && System.nanoTime() < end; due += pauseNanos) {
                  long early = due - System.nanoTime();
                  if (early > 0) {
                    Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
                  }
                  String[] names = new String[tags];
                  for (int i = 0; i < tags; i++) {
                    names[i] = "other:" + worker + ":" + count % 100 + ":" + i;
                  }
                  control.purge("commit", names);
                  count++;
                }
              }
              return count;
            }));
  }

  /** Hits of one path, somewhat less than 500 a second; yields the nanoseconds of each. */
  static long[] hits(Lab.Node node, String path, int seconds) throws Exception {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    long[] nanos = new long[seconds * 1000];
    int count = 0;
    try (Http data = node.data()) {
      while (System.nanoTime() < end && count < nanos.length) {
        long start = System.nanoTime();
        Http.Answer answer = data.get(path);
        nanos[count++] = System.nanoTime() - start;
        if (!answer.head().contains("x-cache: hit")) {
          throw new IOException(path + ": expected a hit: " + answer);
        }
        Thread.sleep(2);
      }
    }
    return Arrays.copyOf(nanos, count);
  }

  interface Worker<T> {
    T work(int number) throws Exception;
  }

  static <T> List<T> together(int workers, Worker<T> worker) throws Exception {
    var pool = Executors.newFixedThreadPool(workers);
    try {
      List<Callable<T>> calls = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        int number = i;
        calls.add(() -> worker.work(number));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> done : pool.invokeAll(calls)) {
        results.add(done.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      pool.shutdownNow();
    }
  }

  private static int sum(List<Integer> counts) {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }
}
