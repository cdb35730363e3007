package io.sluice.gateway.adapter.sqlite;

import io.sluice.gateway.adapter.entry.EntryCodec;
import io.sluice.gateway.adapter.sqlite.Displacement.Row;
import io.sluice.gateway.message.CacheEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.sqlite.SQLiteConnection;

/** The one connection that writes entries; used by one thread at a time. */
final class EntryWriter implements AutoCloseable {
  /** Pages that an entry may take beside those of its own: of the table, the index, the lists. */
  private static final long SPARE_PAGES = 16;

  private final SQLiteConnection connection;
  private final Path log;
  private final FileLimits limits;
  private final PreparedStatement rowsOf;
  private final PreparedStatement insert;
  private final PreparedStatement delete;
  private final PreparedStatement deleteOldest;
  private final PreparedStatement pages;
  private final PreparedStatement freePages;
  private final PreparedStatement count;
  private final LongAdder evictions;
  private long entries;

  /** An entry to be written, and until when it is kept. */
  record Pending(CacheEntry entry, long expiresMillis) {
    private static final long HEAD_BYTES = 1024;

    /** About what it takes, and the same whenever it is asked. */
    long bytes() {
      return HEAD_BYTES + entry.body().length();
    }
  }

  EntryWriter(SQLiteConnection connection, Path log, FileLimits limits, LongAdder evictions)
      throws SQLException {
    this.connection = connection;
    this.log = log;
    this.limits = limits;
    this.evictions = evictions;
    this.rowsOf =
        connection.prepareStatement(
            "SELECT id, names, variant, generation, sequence FROM entry WHERE key = ? ORDER BY id");
    this.insert =
        connection.prepareStatement(
            "INSERT INTO entry(key, names, variant, generation, sequence, expires, frame)"
                + " VALUES(?, ?, ?, ?, ?, ?, ?)");
    this.delete = connection.prepareStatement("DELETE FROM entry WHERE id = ?");
    this.deleteOldest =
        connection.prepareStatement("DELETE FROM entry WHERE id = (SELECT min(id) FROM entry)");
    this.pages = connection.prepareStatement("PRAGMA page_count");
    this.freePages = connection.prepareStatement("PRAGMA freelist_count");
    this.count = connection.prepareStatement("UPDATE store SET entries = ?");
    this.entries = Connections.number(connection, "SELECT entries FROM store");
  }

  /**
   * Writes all in one transaction; copies the log into the database before, where it is time.
   *
   * @throws SQLException when nothing of it was written
   */
  void write(List<Pending> batch) throws SQLException, IOException {
    if (logBytes() > FileLimits.LOG_BYTES) {
      copyLog();
    }
    inTransaction(
        () -> {
          for (var pending : batch) {
            write(pending);
          }
        });
  }

  /** Removes a row that holds no entry. */
  void remove(long id) throws SQLException {
    inTransaction(() -> delete(id));
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void inTransaction(Work work) throws SQLException {
    long entriesBefore = entries;
    connection.setAutoCommit(false);
    try {
      work.run();
      count.setLong(1, entries);
      count.executeUpdate();
      connection.setAutoCommit(true); // commits
    } catch (SQLException | RuntimeException failed) {
      entries = entriesBefore;
      try {
        connection.rollback();
        connection.setAutoCommit(true);
      } catch (SQLException none) {
        // For the graver failures SQLite has ended the transaction itself.
        failed.addSuppressed(none);
      }
      throw failed;
    }
  }

  private void write(Pending pending) throws SQLException {
    var entry = pending.entry();
    var vary = entry.response().vary();
    var names = String.join(",", vary.names());
    var row =
        new Row(
            0,
            names,
            names.isEmpty() ? "" : vary.secondaryKey(),
            entry.stamp().generation(),
            entry.stamp().sequence());
    var displaced = Displacement.by(row, rows(entry.key().digest()), limits.maxVariants());
    byte[] frame = EntryCodec.encode(entry).getBytes();
    if (displaced == null || frame.length > limits.maxFrameBytes()) {
      return;
    }
    for (long id : displaced) {
      delete(id);
    }
    makeRoom(frame.length);
    insert.setString(1, entry.key().digest());
    insert.setString(2, row.names());
    insert.setString(3, row.variant());
    insert.setLong(4, row.generation());
    insert.setLong(5, row.sequence());
    insert.setLong(6, pending.expiresMillis());
    insert.setBytes(7, frame);
    insert.executeUpdate();
    insert.clearParameters();
    entries++;
  }

  private List<Row> rows(String digest) throws SQLException {
    rowsOf.setString(1, digest);
    var rows = new ArrayList<Row>();
    try (var stored = rowsOf.executeQuery()) {
      while (stored.next()) {
        var names = stored.getString("names");
        var variant = stored.getString("variant");
        if (names == null || variant == null) {
          throw new DamagedException("a row without what every row has");
        }
        rows.add(
            new Row(
                stored.getLong("id"),
                names,
                variant,
                stored.getLong("generation"),
                stored.getLong("sequence")));
      }
    }
    return rows;
  }

  private void delete(long id) throws SQLException {
    delete.setLong(1, id);
    entries -= delete.executeUpdate();
  }

  /** What was stored first goes first: SQLite uses its pages again, and the file does not grow. */
  private void makeRoom(long frameBytes) throws SQLException {
    long needed = pagesFor(frameBytes);
    while (limits.maxPages() - number(pages) + number(freePages) < needed) {
      int deleted = deleteOldest.executeUpdate();
      if (deleted == 0) {
        throw new DamagedException("full without an entry in it");
      }
      entries -= deleted;
      evictions.add(deleted);
    }
  }

  /** Waits for readers that began before the last transaction; they take milliseconds. */
  private void copyLog() throws SQLException, IOException {
    Connections.execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    if (logBytes() > FileLimits.LOG_BYTES) {
      throw new SQLException("the log cannot be copied while it is read");
    }
  }

  /** Who deletes the files of a running process leaves it with some that nobody sees grow. */
  private long logBytes() throws SQLException, IOException {
    try {
      return Files.size(log);
    } catch (NoSuchFileException deleted) {
      throw new DamagedException("somebody has deleted " + log.getFileName());
    }
  }

  private static long number(PreparedStatement pragma) throws SQLException {
    try (var row = pragma.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** A page that another one follows holds a few bytes less. */
  private static long pagesFor(long frameBytes) {
    return frameBytes / (FileLimits.PAGE_BYTES - 8) + SPARE_PAGES;
  }

  /** Whether another entry could reach the limit: then a full database is no full disk. */
  boolean isAtLimit() throws SQLException {
    return number(pages) > limits.maxPages() - pagesFor(limits.maxFrameBytes());
  }

  long entries() {
    return entries;
  }

  /** What entries and their index take, and the log. */
  long usedBytes() throws SQLException, IOException {
    return (number(pages) - number(freePages)) * FileLimits.PAGE_BYTES + logBytes();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
