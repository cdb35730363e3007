package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FilesSettingsTest {
  private static CacheConfig.Files files(String yaml) {
    return Objects.requireNonNull(Configs.yaml(yaml).cache().files());
  }

  @Test
  void withoutADirectoryNothingIsKeptOnDisk() {
    assertThat(Configs.yaml("").cache().files()).isNull();
    assertThat(Configs.yaml("cache: {files: {directory: none}}").cache().files()).isNull();
  }

  @Test
  void theDirectoryLiesBesideTheConfiguration() {
    var file =
        new ConfigSources.File(
            "gateway.yaml", Path.of("/etc/sluice"), "cache: {files: {directory: ../cache}}");
    var config =
        Configs.ok(
            ConfigLoader.load(
                new ConfigSources(List.of(), file, Map.of(), Map.of(), Configs.MACHINE)));

    assertThat(config.cache().files())
        .isEqualTo(new CacheConfig.Files(Path.of("/etc/cache"), 1L << 30, 4 << 20));
  }

  @Test
  void limitsAreRead() {
    var files =
        files(
            "cache: {files: {directory: /var/cache/s, max-bytes: 2GiB, max-object-bytes: 64KiB}}");

    assertThat(files.maxBytes()).isEqualTo(2L << 30);
    assertThat(files.maxObjectBytes()).isEqualTo(64 << 10);
  }

  @Test
  void variablesAreStrongerThanTheFile() {
    var env = Map.of("SLUICE_FILES_MAX_BYTES", "3GiB");
    var config = Configs.ok(Configs.load("cache: {files: {directory: d}}", env, Map.of()));

    assertThat(config.cache().files()).extracting(CacheConfig.Files::maxBytes).isEqualTo(3L << 30);
  }

  @Test
  void severalOfTheLargestMustFit() {
    assertThat(
            Configs.yamlFaults(
                "cache: {files: {directory: d, max-bytes: 64MiB, max-object-bytes: 9MiB}}"))
        .singleElement()
        .asString()
        .contains("cache.files.max-object-bytes: value: 9MiB", "an eighth", "8MiB");
    assertThat(Configs.yamlFaults("cache: {files: {directory: d, max-bytes: 63MiB}}"))
        .singleElement()
        .asString()
        .contains("a size from 64MiB");
  }

  @Test
  void aLimitOfNothingIsAWarning() {
    var loaded = Configs.load("", Map.of("SLUICE_FILES_MAX_BYTES", "2GiB"), Map.of());

    assertThat(Configs.warnings(loaded))
        .anyMatch(
            line ->
                line.startsWith("environment SLUICE_FILES_MAX_BYTES: ")
                    && line.contains("no effect without cache.files.directory"));
  }
}
