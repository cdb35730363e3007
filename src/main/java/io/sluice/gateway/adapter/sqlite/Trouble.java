package io.sluice.gateway.adapter.sqlite;

import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** What a failure of the database means for those who use it. */
enum Trouble {
  /** What the files hold is not what was written: they are of no more use. */
  DAMAGED,
  /** The disk is full, gone, or may not be written: nothing helps but time, or an operator. */
  DISK,
  /** Of this one call. */
  PASSING;

  // The primary codes of SQLite, in the lowest eight bits of each code.
  private static final int PERM = 3;
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int NOMEM = 7;
  private static final int READONLY = 8;
  private static final int INTERRUPT = 9;
  private static final int IOERR = 10;
  private static final int FULL = 13;
  private static final int CANTOPEN = 14;
  private static final int TOOBIG = 18;

  /** A read behind the end of the file, which has been cut off. */
  private static final int IOERR_SHORT_READ = 522;

  private static final int IOERR_CORRUPTFS = 8458;

  /** Whether there was no room, on the disk or below the limit. */
  static boolean isFull(SQLException failure) {
    return failure instanceof SQLiteException sqlite
        && (sqlite.getResultCode().code & 0xff) == FULL;
  }

  /**
   * Every statement is ours, and right for what we have written: a failure that says neither disk
   * nor passing says that something else is there.
   */
  static Trouble of(SQLException failure) {
    if (failure instanceof DamagedException) {
      return DAMAGED;
    }
    if (!(failure instanceof SQLiteException sqlite)) {
      return PASSING;
    }
    int code = sqlite.getResultCode().code;
    if (code == IOERR_SHORT_READ || code == IOERR_CORRUPTFS) {
      return DAMAGED;
    }
    return switch (code & 0xff) {
      case PERM, NOMEM, READONLY, IOERR, FULL, CANTOPEN -> DISK;
      case BUSY, LOCKED, INTERRUPT, TOOBIG -> PASSING;
      default -> DAMAGED;
    };
  }
}
