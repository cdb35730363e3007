package io.sluice.gateway.adapter.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite, of which the jar brings a native library for each platform.
 *
 * <p>It has to be a file before it can be loaded. The directory for temporary files may be mounted
 * so that nothing in it can be executed, as containers have it; so it becomes one in the store's
 * own directory, and is deleted as soon as it is loaded.
 */
final class NativeLibrary {
  private static final String PLACE = "org.sqlite.tmpdir";
  private static final String PLACE_OF_OWN = "org.sqlite.lib.path";

  private NativeLibrary() {}

  /** Needs to have the directory for itself: what an earlier process left there goes, too. */
  static void load(Path directory) throws UnusableDirectoryException {
    if (System.getProperty(PLACE) == null && System.getProperty(PLACE_OF_OWN) == null) {
      System.setProperty(PLACE, directory.toString());
    }
    try {
      SQLiteJDBCLoader.initialize();
      deleteCopies(directory);
    } catch (Exception | LinkageError failed) {
      throw new UnusableDirectoryException(
          "SQLite's library cannot be loaded on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + ": "
              + failed.getMessage()
              + " (expected: a directory on a disk that is not mounted noexec; else name another"
              + " one with -D"
              + PLACE
              + "=…, or do without cache.files.directory)",
          failed);
    }
  }

  private static void deleteCopies(Path directory) throws IOException {
    try (var copies = Files.newDirectoryStream(directory, "sqlite-*sqlitejdbc*")) {
      for (var copy : copies) {
        // Where a file in use cannot be deleted, the next start does it.
        copy.toFile().delete();
      }
    }
  }
}
