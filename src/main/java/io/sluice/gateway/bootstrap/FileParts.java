package io.sluice.gateway.bootstrap;

import io.sluice.gateway.adapter.sqlite.FileLimits;
import io.sluice.gateway.adapter.sqlite.FilesDirectory;
import io.sluice.gateway.adapter.sqlite.SqliteFileStore;
import io.sluice.gateway.adapter.sqlite.UnusableDirectoryException;
import io.sluice.gateway.config.CacheConfig;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.FileStore;
import io.sluice.gateway.spi.NoFileStore;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Makes the file tier, in a directory that is this node's from the start. */
final class FileParts {
  private final CacheConfig cache;
  private final @Nullable FilesDirectory directory;

  private FileParts(CacheConfig cache, @Nullable FilesDirectory directory) {
    this.cache = cache;
    this.directory = directory;
  }

  /**
   * Makes and locks the directory, if one is configured. Blocks.
   *
   * @throws UnusableDirectoryException when the node must not start, for the operator to mend
   */
  static FileParts open(CacheConfig cache) throws UnusableDirectoryException {
    var files = cache.files();
    return new FileParts(cache, files == null ? null : FilesDirectory.open(files.directory()));
  }

  FileStore store(Vertx vertx, Counters counters) {
    var files = cache.files();
    var opened = directory;
    if (files == null || opened == null) {
      return new NoFileStore();
    }
    var limits = new FileLimits(files.maxBytes(), files.maxObjectBytes(), cache.maxVariants());
    return SqliteFileStore.open(vertx, opened, limits, counters);
  }

  /** For a node that has come no further: what was made of it closes it otherwise. */
  void close() {
    if (directory != null) {
      directory.close();
    }
  }
}
