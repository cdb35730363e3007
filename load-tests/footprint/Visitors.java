import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Threads that ask for pages until they are told to stop, each over a connection of its own. */
final class Visitors implements Closeable {
  /** What a visitor asks for next. */
  interface Next {
    String path(Random random);
  }

  private final List<Thread> threads = new ArrayList<>();
  private final LongAdder answers = new LongAdder();
  private final AtomicReference<Exception> fault = new AtomicReference<>();
  private volatile boolean stopped;

  /**
   * @param perSecond of all together; 0 for as fast as they are answered
   */
  Visitors(int port, int count, int perSecond, Next next) {
    for (int i = 0; i < count; i++) {
      var random = new Random(20_261_122 + i);
      long pauseNanos = perSecond == 0 ? 0 : 1_000_000_000L * count / perSecond;
      var thread = new Thread(() -> visit(port, pauseNanos, random, next));
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  private void visit(int port, long pauseNanos, Random random, Next next) {
    try (Http data = new Http(port)) {
      long due = System.nanoTime() + (long) (random.nextDouble() * pauseNanos);
      while (!stopped) {
        long early = due - System.nanoTime();
        if (pauseNanos > 0 && early > 0) {
          Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
        }
        due += pauseNanos;
        String path = next.path(random);
        Site.check(path, data.get(path), false);
        answers.increment();
      }
    } catch (Exception e) {
      fault.compareAndSet(null, e);
    }
  }

  /** How many answers have come; throws if one was wrong. */
  long answers() throws Exception {
    if (fault.get() != null) {
      throw fault.get();
    }
    return answers.sum();
  }

  @Override
  public void close() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join(10_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
