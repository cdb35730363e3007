package io.sluice.gateway.adapter.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The directory that a node keeps its entries in, locked for as long as the node runs. The system
 * takes the lock of a killed process away.
 */
public final class FilesDirectory implements AutoCloseable {
  private static final String DATABASE = "sluice-entries.db";
  private static final String LOCK = "sluice.lock";

  private final Path path;
  private final FileChannel lock;

  private FilesDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the directory if it is not there, for this user alone, and locks it. Blocks.
   *
   * @throws UnusableDirectoryException which says what to mend
   */
  public static FilesDirectory open(Path path) throws UnusableDirectoryException {
    FileChannel channel;
    try {
      Files.createDirectories(path, ofOwner("rwx------"));
      channel =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (AccessDeniedException denied) {
      throw new UnusableDirectoryException(
          path + " cannot be written (expected: a directory that the gateway's user may write)",
          denied);
    } catch (IOException failed) {
      throw new UnusableDirectoryException(path + " cannot be used: " + failed, failed);
    }
    try {
      lock(path, channel);
      NativeLibrary.load(path);
      return new FilesDirectory(path, channel);
    } catch (UnusableDirectoryException unusable) {
      close(channel);
      throw unusable;
    }
  }

  private static FileAttribute<?>[] ofOwner(String permissions) {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static void lock(Path path, FileChannel channel) throws UnusableDirectoryException {
    try {
      if (channel.tryLock() == null) {
        throw inUse(path);
      }
    } catch (OverlappingFileLockException ofThisProcess) {
      throw inUse(path);
    } catch (IOException failed) {
      throw new UnusableDirectoryException(
          path + " cannot be locked: " + failed + " (expected: a directory on a local disk)",
          failed);
    }
  }

  private static UnusableDirectoryException inUse(Path path) {
    return new UnusableDirectoryException(
        path + " is in use by another gateway (expected: a directory of this node's own)");
  }

  Path path() {
    return path;
  }

  Path database() {
    return path.resolve(DATABASE);
  }

  Path log() {
    return path.resolve(DATABASE + "-wal");
  }

  /**
   * Makes an empty database that nobody else may read: the directory may have been there before,
   * open to others. Its log gets the same permissions from SQLite.
   */
  void makeDatabase() throws IOException {
    Files.createFile(database(), ofOwner("rw-------"));
  }

  /** Deletes the database, with its log. */
  void deleteDatabase() throws IOException {
    for (var file : List.of(database(), log(), path.resolve(DATABASE + "-shm"))) {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void close() {
    close(lock);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The process ends, and with it the lock.
      throw new java.io.UncheckedIOException(e);
    }
  }
}
