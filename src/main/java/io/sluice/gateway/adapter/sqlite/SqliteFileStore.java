package io.sluice.gateway.adapter.sqlite;

import io.sluice.gateway.adapter.sqlite.EntryWriter.Pending;
import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.FileStore;
import io.sluice.gateway.spi.LogBudget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries on this node's disk, in SQLite.
 *
 * <p>Four threads read and one writes; event loops hand over and go on. Reads beyond {@link
 * #MAX_READS} and writes beyond {@link #MAX_QUEUED_BYTES} are refused at once, so that a slow disk
 * costs requests nothing but the look. A database that is damaged is begun anew, a disk that is
 * full is left alone for a while ({@link DiskWatch}); all of that happens on the writing thread,
 * which alone decides what {@link #database} is.
 */
public final class SqliteFileStore implements FileStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteFileStore.class);

  private static final int READERS = 4;
  private static final int MAX_READS = 256;
  private static final long READ_MILLIS = 250;
  private static final long MAX_QUEUED_BYTES = 32 << 20;
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final FilesDirectory directory;
  private final FileLimits limits;
  private final Counters counters;
  private final WorkerExecutor readers;
  private final WorkerExecutor writer;
  private final DiskWatch disk;
  private final WriteQueue queue = new WriteQueue(MAX_QUEUED_BYTES);
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicBoolean writing = new AtomicBoolean();
  private final LongAdder evictions = new LongAdder();
  private final LogBudget logBudget = new LogBudget(5, Duration.ofMinutes(1), System::nanoTime);
  private volatile @Nullable EntryDatabase database;
  private volatile boolean closed;

  private SqliteFileStore(
      Vertx vertx, FilesDirectory directory, FileLimits limits, Counters counters, DiskWatch disk) {
    this.directory = directory;
    this.limits = limits;
    this.counters = counters;
    this.disk = disk;
    this.readers = vertx.createSharedWorkerExecutor("sluice-files-read", READERS);
    this.writer = vertx.createSharedWorkerExecutor("sluice-files-write", 1);
  }

  /**
   * The store in a directory, which is closed with it. It is opened meanwhile; when that fails, it
   * is there all the same, and tries again later.
   */
  public static SqliteFileStore open(
      Vertx vertx, FilesDirectory directory, FileLimits limits, Counters counters) {
    return open(vertx, directory, limits, counters, System::nanoTime);
  }

  static SqliteFileStore open(
      Vertx vertx,
      FilesDirectory directory,
      FileLimits limits,
      Counters counters,
      LongSupplier nanoTime) {
    var disk = new DiskWatch(directory.path(), PAUSE, nanoTime);
    return new SqliteFileStore(vertx, directory, limits, counters, disk);
  }

  @Override
  public Future<Void> opened() {
    return onWriter(() -> attempt(db -> {}));
  }

  @Override
  public boolean isAvailable() {
    return database != null && disk.isWell() && !closed;
  }

  @Override
  public Future<Optional<CacheEntry>> find(CacheKey key, Fields request) {
    var db = database;
    if (db == null || closed) {
      return Future.succeededFuture(Optional.empty());
    }
    if (reads.incrementAndGet() > MAX_READS) {
      reads.decrementAndGet();
      counters.count(Event.L3_SKIPPED);
      return Future.failedFuture("too many look-ups wait for the disk");
    }
    long askedNanos = System.nanoTime();
    return readers
        .executeBlocking(
            () -> {
              try {
                boolean late = System.nanoTime() - askedNanos > READ_MILLIS * 1_000_000;
                return late ? Optional.<CacheEntry>empty() : read(db, key, request);
              } finally {
                reads.decrementAndGet();
              }
            },
            false)
        .timeout(READ_MILLIS, TimeUnit.MILLISECONDS)
        .onFailure(cause -> counters.count(Event.L3_ERROR));
  }

  private Optional<CacheEntry> read(EntryDatabase db, CacheKey key, Fields request)
      throws SQLException {
    try {
      var found = db.find(key, request, System.currentTimeMillis());
      if (found.damaged() != 0) {
        counters.count(Event.L3_ERROR);
        onWriter(() -> drop(db, found.damaged()));
      }
      return Optional.ofNullable(found.entry());
    } catch (SQLException failed) {
      onWriter(() -> failed(db, failed));
      throw failed;
    }
  }

  private void drop(EntryDatabase db, long row) {
    if (database == db) {
      logBounded("A stored response is not what was written and is dropped", null);
      attempt(same -> same.remove(row));
    }
  }

  @Override
  public void put(CacheEntry entry, Duration keep) {
    boolean worthIt =
        !closed
            && disk.mayTry()
            && !entry.response().vary().isAny()
            && entry.body().length() <= limits.maxObjectBytes();
    if (!worthIt) {
      return;
    }
    if (queue.add(new Pending(entry, System.currentTimeMillis() + keep.toMillis()))) {
      schedule();
    } else {
      counters.count(Event.L3_SKIPPED);
    }
  }

  private void schedule() {
    if (writing.compareAndSet(false, true)) {
      onWriter(this::writeBatch);
    }
  }

  /** One transaction at a time, so that the thread is not held for long. */
  private void writeBatch() {
    writing.set(false);
    var batch = queue.take();
    if (!batch.isEmpty()) {
      attempt(db -> db.write(batch));
    }
    if (!queue.isEmpty()) {
      schedule();
    }
  }

  @Override
  public @Nullable String mark() {
    var db = database;
    return db == null ? null : db.mark();
  }

  @Override
  public void restart(String mark) {
    onWriter(
        () -> {
          var db = database;
          if (db != null && !db.mark().equals(mark)) {
            queue.clear();
            beginAnew(db, mark);
          }
        });
  }

  @Override
  public Stats stats() {
    var db = database;
    return new Stats(
        isAvailable(),
        db == null ? 0 : db.entries(),
        db == null ? 0 : db.usedBytes(),
        limits.maxBytes(),
        evictions.sum());
  }

  @Override
  public Future<Void> close() {
    closed = true;
    return onWriter(
        () -> {
          while (!queue.isEmpty()) {
            var batch = queue.take();
            attempt(db -> db.write(batch));
          }
          var db = database;
          database = null;
          if (db != null) {
            close(db);
          }
          directory.close();
        });
  }

  // On the writing thread from here on.

  private Future<Void> onWriter(Runnable work) {
    return writer.executeBlocking(
        () -> {
          work.run();
          return null;
        },
        false);
  }

  private interface Work {
    void on(EntryDatabase db) throws SQLException, IOException;
  }

  private void attempt(Work work) {
    if (!disk.mayTry()) {
      return;
    }
    var db = database;
    try {
      if (db == null) {
        db = EntryDatabase.open(directory, limits, evictions);
        database = db;
      }
      work.on(db);
      disk.worked();
    } catch (SQLException | IOException failed) {
      counters.count(Event.L3_ERROR);
      failed(db, failed);
    } catch (RuntimeException failed) {
      counters.count(Event.L3_ERROR);
      logBounded("A response was not kept", failed);
    }
  }

  /** Not for those who meet a database that has been replaced meanwhile. */
  private void failed(@Nullable EntryDatabase db, Exception cause) {
    if (db != database) {
      return;
    }
    var trouble = cause instanceof SQLException sql ? trouble(db, sql) : Trouble.DISK;
    if (trouble == Trouble.DAMAGED && db != null) {
      LOG.warn(
          "The stored responses in {} are damaged and are deleted: {}",
          directory.path(),
          cause.getMessage());
      beginAnew(db, db.mark());
    } else if (trouble == Trouble.PASSING) {
      logBounded("A stored response was not read or written", cause);
    } else {
      disk.failed(cause);
      database = null;
      if (db != null) {
        close(db);
      }
    }
  }

  private static Trouble trouble(@Nullable EntryDatabase db, SQLException failure) {
    var trouble = Trouble.of(failure);
    try {
      boolean ofTheLimit = db != null && Trouble.isFull(failure) && db.isAtLimit();
      return ofTheLimit ? Trouble.DAMAGED : trouble;
    } catch (SQLException again) {
      failure.addSuppressed(again);
      return trouble;
    }
  }

  private void beginAnew(EntryDatabase db, String mark) {
    database = null;
    close(db);
    try {
      database = EntryDatabase.create(directory, limits, evictions, mark);
    } catch (SQLException | IOException failed) {
      disk.failed(failed);
    }
  }

  private void close(EntryDatabase db) {
    try {
      db.close();
    } catch (SQLException failed) {
      logBounded("The stored responses were not closed in order", failed);
    }
  }

  private void logBounded(String message, @Nullable Exception cause) {
    if (logBudget.take()) {
      LOG.warn("{} ({}){}", message, directory.path(), cause == null ? "" : ": " + cause);
    }
  }
}
