import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Timed hits at a constant rate, each on schedule whether or not the last one was slow. */
final class Probes {
  private static final int THREADS = 16;

  /**
   * @param nanos sorted, from when each was due to its answer: waiting for a slow one before it
   *     counts
   * @param lateNanos sorted, of those that no slow answer kept waiting: how much too late the timer
   *     woke up
   * @param misses among them, of entries that had to make room
   */
  record Times(long[] nanos, long[] lateNanos, long misses) {
    double millis(double share) {
      return Results.percentile(nanos, share) / 1e6;
    }
  }

  private Probes() {}

  /** As h2load names it: part of what an entry is stored under. */
  static String host(int port) {
    return "Host: 127.0.0.1:" + port;
  }

  static Times taken(int port, int perSecond, int seconds, String[] paths) throws Exception {
    var misses = new LongAdder();
    String host = host(port);
    int each = perSecond * seconds / THREADS;
    long pauseNanos = TimeUnit.SECONDS.toNanos(1) * THREADS / perSecond;
    long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
    var parts =
        Traffic.together(
            THREADS,
            thread -> {
              long[] times = new long[2 * each];
              try (Http data = new Http(port)) {
                for (int i = 0; i < each; i++) {
                  long due = start + i * pauseNanos + pauseNanos * thread / THREADS;
                  long early = due - System.nanoTime();
                  if (early > 0) {
                    TimeUnit.NANOSECONDS.sleep(early);
                    times[each + i] = System.nanoTime() - due;
                  }
                  String path = paths[(i * THREADS + thread) % paths.length];
                  var answer = data.get(path, host);
                  times[i] = System.nanoTime() - due;
                  Site.check(path, answer, false);
                  if (!Site.isHit(answer)) {
                    misses.increment();
                  }
                }
              }
              return times;
            });
    long[] nanos = parts.stream().flatMapToLong(p -> Arrays.stream(p, 0, each)).sorted().toArray();
    long[] lateNanos =
        parts.stream()
            .flatMapToLong(p -> Arrays.stream(p, each, 2 * each))
            .filter(late -> late > 0)
            .sorted()
            .toArray();
    return new Times(nanos, lateNanos, misses.sum());
  }
}
