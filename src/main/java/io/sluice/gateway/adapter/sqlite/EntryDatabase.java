package io.sluice.gateway.adapter.sqlite;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;

/**
 * The database of a directory, opened: one connection that writes, and as many that read as there
 * are threads which do. Every call blocks.
 *
 * <p>{@code entry} has a row for each stored response, found by the key's digest; {@code store} has
 * one row about all. Rows are never changed: what renews an entry is a new row, and so the ids are
 * in the order of storing.
 */
final class EntryDatabase {
  private static final Logger LOG = LoggerFactory.getLogger(EntryDatabase.class);

  /** Of the tables and of what is in them; another one is of another release. */
  private static final int FORMAT = 1;

  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE entry(id INTEGER PRIMARY KEY, key TEXT NOT NULL, names TEXT NOT NULL,"
              + " variant TEXT NOT NULL, generation INTEGER NOT NULL, sequence INTEGER NOT NULL,"
              + " expires INTEGER NOT NULL, frame BLOB NOT NULL)",
          "CREATE INDEX entry_key ON entry(key)",
          "CREATE TABLE store(entries INTEGER NOT NULL, mark TEXT NOT NULL)");

  private final FilesDirectory directory;
  private final FileLimits limits;
  private final String mark;
  private final EntryWriter writer;
  private final ConcurrentLinkedQueue<EntryReader> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;
  private volatile long entries;
  private volatile long usedBytes;

  private EntryDatabase(
      FilesDirectory directory, FileLimits limits, String mark, EntryWriter writer)
      throws SQLException, IOException {
    this.directory = directory;
    this.limits = limits;
    this.mark = mark;
    this.writer = writer;
    count();
  }

  /** Opens the database, or begins a new one where there is none that can be used. */
  static EntryDatabase open(FilesDirectory directory, FileLimits limits, LongAdder evictions)
      throws SQLException, IOException {
    try {
      return attempt(directory, limits, evictions);
    } catch (SQLException unusable) {
      if (Trouble.of(unusable) != Trouble.DAMAGED) {
        throw unusable;
      }
      LOG.warn(
          "The stored responses in {} are of no use and are deleted: {}",
          directory.path(),
          unusable.getMessage());
      return create(directory, limits, evictions, "");
    }
  }

  /** Deletes what is there and begins anew. */
  static EntryDatabase create(
      FilesDirectory directory, FileLimits limits, LongAdder evictions, String mark)
      throws SQLException, IOException {
    directory.deleteDatabase();
    directory.makeDatabase();
    var connection = Connections.writing(directory.database(), limits);
    try {
      connection.setAutoCommit(false);
      for (var statement : SCHEMA) {
        Connections.execute(connection, statement);
      }
      try (var insert = connection.prepareStatement("INSERT INTO store VALUES(0, ?)")) {
        insert.setString(1, mark);
        insert.executeUpdate();
      }
      Connections.execute(connection, "PRAGMA user_version=" + FORMAT);
      connection.commit();
      connection.setAutoCommit(true);
      return of(directory, limits, evictions, connection);
    } catch (SQLException | IOException | RuntimeException failed) {
      connection.close();
      throw failed;
    }
  }

  private static EntryDatabase attempt(
      FilesDirectory directory, FileLimits limits, LongAdder evictions)
      throws SQLException, IOException {
    if (!Files.exists(directory.database())) {
      return create(directory, limits, evictions, "");
    }
    var connection = Connections.writing(directory.database(), limits);
    try {
      long format = Connections.number(connection, "PRAGMA user_version");
      if (format != FORMAT) {
        throw new DamagedException("format: " + format + " (read here: " + FORMAT + ")");
      }
      if (Connections.number(connection, "PRAGMA page_count") > limits.maxPages()) {
        throw new DamagedException("larger than cache.files.max-bytes allows now");
      }
      return of(directory, limits, evictions, connection);
    } catch (SQLException | IOException | RuntimeException failed) {
      connection.close();
      throw failed;
    }
  }

  private static EntryDatabase of(
      FilesDirectory directory, FileLimits limits, LongAdder evictions, SQLiteConnection connection)
      throws SQLException, IOException {
    Connections.execute(connection, "PRAGMA max_page_count=" + limits.maxPages());
    @Nullable String mark;
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT mark FROM store")) {
      mark = row.next() ? row.getString(1) : null;
    }
    if (mark == null) {
      throw new DamagedException("nothing is said about the whole");
    }
    return new EntryDatabase(
        directory, limits, mark, new EntryWriter(connection, directory.log(), limits, evictions));
  }

  /** The word under which it was begun. */
  String mark() {
    return mark;
  }

  /** From any thread. */
  EntryReader.Found find(CacheKey key, Fields request, long nowMillis) throws SQLException {
    var reader = idle.poll();
    if (reader == null) {
      reader = EntryReader.open(directory.database(), limits);
    }
    try {
      return reader.find(key, request, nowMillis);
    } finally {
      idle.add(reader);
      if (closed) {
        closeReaders();
      }
    }
  }

  /** From one thread at a time, as {@link #remove} and {@link #close}. */
  void write(List<EntryWriter.Pending> batch) throws SQLException, IOException {
    writer.write(batch);
    count();
  }

  void remove(long id) throws SQLException, IOException {
    writer.remove(id);
    count();
  }

  /** Whether it has reached its limit, so that there being no room says nothing about the disk. */
  boolean isAtLimit() throws SQLException {
    return writer.isAtLimit();
  }

  private void count() throws SQLException, IOException {
    entries = writer.entries();
    usedBytes = writer.usedBytes();
  }

  /** Rows, those included that are of no more use. From any thread. */
  long entries() {
    return entries;
  }

  /** What they take. From any thread. */
  long usedBytes() {
    return usedBytes;
  }

  /** Whoever reads at this moment closes the connection afterwards. */
  void close() throws SQLException {
    closed = true;
    closeReaders();
    writer.close();
  }

  private void closeReaders() throws SQLException {
    for (var reader = idle.poll(); reader != null; reader = idle.poll()) {
      reader.close();
    }
  }
}
