package io.sluice.gateway.adapter.sqlite;

import io.sluice.gateway.adapter.sqlite.EntryWriter.Pending;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits to be written, bounded by its bytes. Event loops add, one thread takes.
 *
 * <p>The bodies are those of memory: what waits here costs no more unless it is evicted there.
 */
final class WriteQueue {
  private final long maxBytes;
  private final ConcurrentLinkedQueue<Pending> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();

  WriteQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Whether there was room for it. */
  boolean add(Pending pending) {
    long weight = pending.bytes();
    if (bytes.addAndGet(weight) > maxBytes) {
      bytes.addAndGet(-weight);
      return false;
    }
    queue.add(pending);
    return true;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Drops all; for the thread that takes. */
  void clear() {
    while (!isEmpty()) {
      take();
    }
  }

  /** What one transaction may hold, at least one if there is any. */
  List<Pending> take() {
    var batch = new ArrayList<Pending>();
    long batchBytes = 0;
    for (var next = queue.peek(); next != null; next = queue.peek()) {
      batchBytes += next.bytes();
      if (!batch.isEmpty()
          && (batchBytes > FileLimits.BATCH_BYTES || batch.size() == FileLimits.BATCH_ENTRIES)) {
        break;
      }
      batch.add(next);
      queue.remove();
      bytes.addAndGet(-next.bytes());
    }
    return batch;
  }
}
