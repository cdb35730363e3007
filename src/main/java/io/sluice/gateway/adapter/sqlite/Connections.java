package io.sluice.gateway.adapter.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;
import org.sqlite.SQLiteOpenMode;

/** Opens connections to the database, each for one thread at a time. */
final class Connections {
  private static final int BUSY_MILLIS = 1000;

  private Connections() {}

  /**
   * A connection that writes, to an empty database if there is none.
   *
   * <p>The log is copied into the database when {@link EntryWriter} says so and at no other time.
   * It is forced to disk then, not with every transaction: what a loss of power takes is the last
   * writes, what a killed process takes is nothing.
   */
  static SQLiteConnection writing(Path database, FileLimits limits) throws SQLException {
    return open(
        database,
        limits,
        new SQLiteConfig(),
        "PRAGMA page_size=" + FileLimits.PAGE_BYTES,
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=NORMAL",
        "PRAGMA wal_autocheckpoint=0",
        "PRAGMA cache_size=-8192");
  }

  /** A connection that reads; it does not make a database. */
  static SQLiteConnection reading(Path database, FileLimits limits) throws SQLException {
    var config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    return open(database, limits, config, "PRAGMA query_only=ON", "PRAGMA cache_size=-1024");
  }

  /** Files may be damaged: nothing is mapped into memory, and cells are checked as they are met. */
  private static SQLiteConnection open(
      Path database, FileLimits limits, SQLiteConfig config, String... pragmas)
      throws SQLException {
    var connection = JDBC.createConnection(JDBC.PREFIX + database, config.toProperties());
    try {
      connection.setBusyTimeout(BUSY_MILLIS);
      connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, limits.maxFrameBytes());
      execute(connection, "PRAGMA mmap_size=0");
      execute(connection, "PRAGMA cell_size_check=ON");
      execute(connection, "PRAGMA trusted_schema=OFF");
      for (var pragma : pragmas) {
        execute(connection, pragma);
      }
      return connection;
    } catch (SQLException | RuntimeException unusable) {
      connection.close();
      throw unusable;
    }
  }

  static void execute(SQLiteConnection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The number in the first row and column. */
  static long number(SQLiteConnection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
