package io.sluice.gateway.adapter.sqlite;

import static io.sluice.gateway.adapter.entry.Entries.entry;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.testing.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A file store with an event loop to use it on; closed and opened again as a node is. */
final class OpenedStore implements AutoCloseable {
  static final FileLimits LIMITS = new FileLimits(64 << 20, 1 << 20, 3);
  private static final Duration KEEP = Duration.ofMinutes(1);

  private final Vertx vertx = Vertx.vertx();
  private final Path path;
  final EventLoop loop = new EventLoop(vertx);
  final Counters counters = new Counters();
  SqliteFileStore store;
  private final AtomicLong aheadNanos = new AtomicLong();

  OpenedStore(Path path) {
    this.path = path;
    this.store = open();
  }

  private SqliteFileStore open() {
    try {
      var directory = FilesDirectory.open(path);
      var opened = SqliteFileStore.open(vertx, directory, LIMITS, counters, this::nanoTime);
      loop.await(opened::opened);
      return opened;
    } catch (UnusableDirectoryException e) {
      throw new AssertionError(e);
    }
  }

  /** Closes in order and does something to the files before it opens again. */
  void reopen(Runnable meanwhile) {
    loop.await(store::close);
    meanwhile.run();
    store = open();
  }

  void reopen() {
    reopen(() -> {});
  }

  /** Puts, and returns when it is written or refused. */
  void put(CacheEntry entry) {
    put(entry, KEEP);
  }

  void put(CacheEntry entry, Duration keep) {
    store.put(entry, keep);
    loop.await(store::opened); // behind it on the one thread that writes
  }

  Optional<CacheEntry> find(CacheKey key, Fields request) {
    return loop.await(() -> store.find(key, request));
  }

  Optional<String> body(CacheKey key, Fields request) {
    return find(key, request).map(entry -> entry.body().toString());
  }

  Optional<String> body(CacheKey key) {
    return body(key, StoredFields.of());
  }

  long count(Event event) {
    return counters.sum(event);
  }

  static CacheEntry varied(CacheKey key, String name, Fields request, long sequence, String body) {
    return entry(key, 1, sequence, Vary.ofNames(List.of(name), request), body);
  }

  /** Sets the clock of the store forward. */
  void elapse(Duration time) {
    aheadNanos.addAndGet(time.toNanos());
  }

  private long nanoTime() {
    return System.nanoTime() + aheadNanos.get();
  }

  /** With a body of so many bytes. */
  static CacheEntry sized(CacheKey key, long sequence, int bytes) {
    var small = entry(key, sequence, "");
    var body = Buffer.buffer(new byte[bytes]).setInt(bytes - 4, (int) sequence);
    return new CacheEntry(key, small.response(), body, small.stamp());
  }

  @Override
  public void close() {
    loop.await(store::close);
    loop.await(vertx::close);
  }
}
