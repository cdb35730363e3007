package io.sluice.gateway.adapter.sqlite;

import java.sql.SQLException;

/** The database is not what this release has written, in a way that SQLite cannot notice. */
final class DamagedException extends SQLException {
  private static final long serialVersionUID = 1;

  DamagedException(String message) {
    super(message);
  }
}
