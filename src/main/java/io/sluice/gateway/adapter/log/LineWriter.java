package io.sluice.gateway.adapter.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes lines on a thread of its own, so that nobody waits for a slow disk or a full pipe: beyond
 * its room, lines are dropped and counted.
 *
 * <p>Whoever offers a line does not wake the writer, which would cost an event loop a system call a
 * request: it looks by itself, twenty times a second.
 */
public final class LineWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LineWriter.class);
  private static final int ROOM_LINES = 16_384;
  private static final int BATCH_BYTES = 64 * 1024;
  private static final long PAUSE_MILLIS = 50;
  private static final long CLOSE_MILLIS = 2000;

  /** Where lines end up. */
  public interface Sink {
    /** Writes whole lines; may block. */
    void write(byte[] lines) throws IOException;

    void close() throws IOException;
  }

  private final Sink sink;
  private final Queue<Supplier<String>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private final Semaphore closing = new Semaphore(0);
  private boolean failing;

  public LineWriter(String name, Sink sink) {
    this.sink = sink;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Never blocks.
   *
   * @param line made on the writer's thread; without its end
   */
  public void offer(Supplier<String> line) {
    if (queued.incrementAndGet() > ROOM_LINES) {
      queued.decrementAndGet();
      dropped.increment();
    } else {
      queue.add(line);
    }
  }

  /** Lines that nobody will read. */
  public long dropped() {
    return dropped.sum();
  }

  private void run() {
    try {
      boolean last;
      do {
        last = closing.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        while (writeBatch()) {
          // As long as there are any.
        }
      } while (!last);
      sink.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("{} did not close", thread.getName(), e);
    }
  }

  private boolean writeBatch() {
    var batch = new ByteArrayOutputStream();
    int lines = 0;
    Supplier<String> line;
    while (batch.size() < BATCH_BYTES && (line = queue.poll()) != null) {
      queued.decrementAndGet();
      try {
        batch.writeBytes(line.get().getBytes(StandardCharsets.UTF_8));
        batch.write('\n');
        lines++;
      } catch (RuntimeException e) {
        // One line that cannot be made must not cost all that come after it.
        lost(1, e);
      }
    }
    if (lines == 0) {
      return false;
    }
    try {
      sink.write(batch.toByteArray());
      failing = false;
    } catch (IOException e) {
      lost(lines, e);
    }
    return true;
  }

  private void lost(int lines, Exception cause) {
    dropped.add(lines);
    if (!failing) {
      failing = true;
      LOG.warn("{} cannot be written, its lines are lost: {}", thread.getName(), cause.toString());
    }
  }

  /** Writes what has been offered, for a bounded time. */
  @Override
  public void close() {
    closing.release();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
