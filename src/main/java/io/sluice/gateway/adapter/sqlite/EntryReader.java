package io.sluice.gateway.adapter.sqlite;

import io.sluice.gateway.adapter.entry.EntryCodec;
import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.message.CacheEntry;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** A connection that looks for entries; used by one thread at a time. */
final class EntryReader implements AutoCloseable {
  /**
   * Newest first. What a row says of its entry comes before the entry, which is not read before it
   * is asked for.
   */
  private static final String FIND =
      "SELECT id, names, variant, expires, frame FROM entry WHERE key = ? ORDER BY id DESC";

  private final SQLiteConnection connection;
  private final PreparedStatement find;

  private EntryReader(SQLiteConnection connection) throws SQLException {
    this.connection = connection;
    this.find = connection.prepareStatement(FIND);
  }

  static EntryReader open(Path database, FileLimits limits) throws SQLException {
    var connection = Connections.reading(database, limits);
    try {
      return new EntryReader(connection);
    } catch (SQLException unusable) {
      connection.close();
      throw unusable;
    }
  }

  /**
   * @param entry null when there is none
   * @param damaged the row that should have been it and is not what was written; 0 = none
   */
  record Found(@Nullable CacheEntry entry, long damaged) {}

  Found find(CacheKey key, Fields request, long nowMillis) throws SQLException {
    find.setString(1, key.digest());
    try (var rows = find.executeQuery()) {
      while (rows.next()) {
        try {
          if (rows.getLong("expires") > nowMillis && isSelected(rows, request)) {
            return decode(rows, key, request);
          }
        } catch (RuntimeException unreadable) {
          return new Found(null, rows.getLong("id"));
        }
      }
      return new Found(null, 0);
    }
  }

  private static boolean isSelected(ResultSet row, Fields request) throws SQLException {
    var names = row.getString("names");
    return names.isEmpty()
        || Vary.secondaryKey(List.of(names.split(",", -1)), request)
            .equals(row.getString("variant"));
  }

  /** All that counts is in the frame, under its checksum; the row has led to it and no more. */
  private static Found decode(ResultSet row, CacheKey key, Fields request) throws SQLException {
    var entry = EntryCodec.decode(key, Buffer.buffer(row.getBytes("frame"))).orElse(null);
    return entry != null && entry.response().vary().matches(request)
        ? new Found(entry, 0)
        : new Found(null, row.getLong("id"));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
