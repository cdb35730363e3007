package io.sluice.gateway.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesDirectoryTest {
  private final Path directory;

  FilesDirectoryTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void itIsMadeForItsOwnerAloneAndHoldsNoLibraryAfterwards() throws Exception {
    var path = directory.resolve("a/b");
    Files.createDirectories(path.getParent());
    try (var opened = FilesDirectory.open(path)) {
      assertThat(opened.path()).isEqualTo(path);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rwx------");
      try (var files = Files.list(path)) {
        assertThat(files)
            .extracting(file -> file.getFileName().toString())
            .containsExactly("sluice.lock");
      }
    }
  }

  @Test
  void whatAKilledProcessLeftBehindIsDeleted() throws Exception {
    var left = directory.resolve("sqlite-3.1-abc-libsqlitejdbc.so");
    Files.writeString(left, "x");
    Files.writeString(directory.resolve("mine.txt"), "x");

    FilesDirectory.open(directory).close();

    assertThat(left).doesNotExist();
    assertThat(directory.resolve("mine.txt")).exists();
  }

  @Test
  void twoNodesCannotShareIt() throws Exception {
    try (var first = FilesDirectory.open(directory)) {
      assertThat(first.path()).isEqualTo(directory);
      assertThatThrownBy(() -> FilesDirectory.open(directory))
          .isInstanceOf(UnusableDirectoryException.class)
          .hasMessageStartingWith("cache.files.directory: " + directory + " is in use")
          .hasMessageContaining("a directory of this node's own");
    }
    FilesDirectory.open(directory).close();
  }

  @Test
  void whatIsNoDirectorySaysSo() throws Exception {
    var file = Files.writeString(directory.resolve("file"), "x");

    assertThatThrownBy(() -> FilesDirectory.open(file.resolve("below")))
        .isInstanceOf(UnusableDirectoryException.class)
        .hasMessageContaining("cannot be used");
  }
}
