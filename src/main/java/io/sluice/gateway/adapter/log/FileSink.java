package io.sluice.gateway.adapter.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Appends to a file, and opens it anew once somebody has moved it away to rotate it. */
public final class FileSink implements LineWriter.Sink {
  private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();

  private final Path path;
  private OutputStream out;
  private @Nullable Object opened;
  private long checkedAtNanos;

  /** Opens it, or says why not. */
  public FileSink(Path path) throws IOException {
    this.path = path;
    this.out = open();
    this.opened = key();
    this.checkedAtNanos = System.nanoTime();
  }

  private OutputStream open() throws IOException {
    var directory = path.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private @Nullable Object key() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException moved) {
      return null;
    }
  }

  @Override
  public void write(byte[] lines) throws IOException {
    if (System.nanoTime() - checkedAtNanos >= CHECK_NANOS) {
      checkedAtNanos = System.nanoTime();
      var there = key();
      if (there == null || !there.equals(opened)) {
        out.close();
        out = open();
        opened = key();
      }
    }
    out.write(lines);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
