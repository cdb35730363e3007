package io.sluice.gateway.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The rows of {@link CacheConfig.Files}. */
final class FilesSettings {
  static final Section SECTION =
      new Section(
          "cache.files",
          "Stored responses on this node's disk, behind Redis, which outlive a restart.");

  private static final Setting<Path> DIRECTORY =
      SECTION.add(
          "directory",
          row ->
              row.unset("nothing is kept on disk")
                  .env("SLUICE_FILES_DIRECTORY")
                  .as(
                      Kinds.directory(),
                      "Where, on a local disk: made if it is not there. Each node needs a directory"
                          + " of its own."));
  private static final Setting<Long> MAX_BYTES =
      SECTION.add(
          "max-bytes",
          row ->
              row.byDefault("1GiB")
                  .env("SLUICE_FILES_MAX_BYTES")
                  .as(
                      Kinds.size(64 << 20, 1L << 50),
                      "Limit of the directory, all files in it counted; what was stored first makes"
                          + " room."));
  private static final Setting<Long> MAX_OBJECT_BYTES =
      SECTION.add(
          "max-object-bytes",
          row ->
              row.byDefault("4MiB")
                  .as(
                      Kinds.size(1, 256 << 20),
                      "Larger bodies are not written to disk; at most an eighth of"
                          + " `cache.files.max-bytes`."));

  /** Several transactions and a few of the largest responses must fit. */
  private static final int LEAST_OBJECTS = 8;

  private FilesSettings() {}

  /** Null without a directory. */
  static CacheConfig.@Nullable Files read(Values values, Path directory) {
    var named = values.find(DIRECTORY);
    long maxBytes = values.get(MAX_BYTES);
    long maxObjectBytes = values.get(MAX_OBJECT_BYTES);
    if (named == null) {
      if (values.isSet(MAX_BYTES) && !values.isSet(DIRECTORY)) {
        values.warning(MAX_BYTES, "no effect without " + DIRECTORY.key());
      }
      return null;
    }
    if (maxObjectBytes > maxBytes / LEAST_OBJECTS) {
      values.fault(
          values.isSet(MAX_OBJECT_BYTES) ? MAX_OBJECT_BYTES : MAX_BYTES,
          "value: "
              + Sizes.format(maxObjectBytes)
              + " (expected: at most an eighth of "
              + MAX_BYTES.key()
              + ", "
              + Sizes.format(maxBytes / LEAST_OBJECTS)
              + ")");
    }
    return new CacheConfig.Files(
        directory.resolve(named).toAbsolutePath().normalize(), maxBytes, maxObjectBytes);
  }
}
