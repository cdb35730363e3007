package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in files of their own. */
class SecretFilesTest {
  private final Path directory;

  SecretFilesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private ConfigResult load(String yaml, String... environment) {
    var file = new ConfigSources.File("gateway.yaml", directory, yaml);
    return ConfigLoader.load(
        new ConfigSources(List.of(), file, Configs.map(environment), Map.of(), Configs.MACHINE));
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  @Test
  void passwordsAreReadFromFilesNamedInTheFileOrTheEnvironment() throws IOException {
    file("redis", " p4ss\n");
    file("sentinel", "0ther\r\n");
    var settings = "redis: {password-file: redis, sentinel-password-file: sentinel}";
    var environment =
        new String[] {
          "REDIS_PASSWORD_FILE", directory.resolve("redis").toString(),
          "REDIS_SENTINEL_PASSWORD_FILE", directory.resolve("sentinel").toString()
        };
    for (var result : List.of(load(settings), load("", environment))) {
      var redis = Configs.ok(result).redis();
      assertThat(Objects.requireNonNull(redis.endpoint().password()).reveal()).isEqualTo("p4ss");
      assertThat(Objects.requireNonNull(redis.sentinelPassword()).reveal()).isEqualTo("0ther");
    }
  }

  @Test
  void aFileIsStrongerThanThePasswordInTheUrlAndStandsBesideNoOther() throws IOException {
    file("redis", "p4ss");
    var settings = "redis: {url: 'redis://:weak@r', password-file: redis}";
    var password = Configs.ok(load(settings)).redis().endpoint().password();
    assertThat(Objects.requireNonNull(password).reveal()).isEqualTo("p4ss");
    assertThat(Configs.faults(load(settings, "REDIS_PASSWORD", "env")))
        .containsExactly(
            "gateway.yaml:1:48: redis.password-file: set beside redis.password (expected: one of"
                + " the two)");
  }

  @Test
  void whatIsWrongWithAFileIsToldWithoutItsContent() throws IOException {
    var setting = "redis: {password-file: '%s'}";
    assertThat(Configs.faults(load(setting.formatted(directory.resolve("nowhere")))))
        .containsExactly(
            "gateway.yaml:1:24: redis.password-file: file "
                + directory.resolve("nowhere")
                + " (expected: to be there)");
    assertThat(Configs.faults(load(setting.formatted(directory))))
        .singleElement()
        .asString()
        .endsWith("is a directory (expected: a file)");
    assertThat(Configs.faults(load(setting.formatted(file("long", "s3cr3t".repeat(1000))))))
        .singleElement()
        .asString()
        .contains("has more than 4096 bytes (expected: a password")
        .doesNotContain("s3cr3t");
    for (var content : List.of("", "\n", "s3cr3t s3cr3t", "s3cr3t\ns3cr3t", "s3cr3t\u00e4")) {
      assertThat(Configs.faults(load(setting.formatted(file("wrong", content)))))
          .singleElement()
          .asString()
          .endsWith("(expected: a password of visible ASCII characters in it, and nothing else)")
          .doesNotContain("s3cr3t");
    }
  }

  @Test
  void noSecretIsShown() throws IOException {
    file("token", "s3cr3t");
    var result =
        load(
            """
            redis: {url: 'redis://:s3cr3t@r:1/2', sentinel-password: s3cr3t}
            admin: {token: s3cr3t, tokens: [{token-file: token}, {token: s3cr3t}]}
            rules:
            - {match: {headers: {Authorization: s3cr3t, X-Api-Key: s3cr3t, X-Kind: plain}}}
            """);
    assertThat(result).isInstanceOf(ConfigResult.Ok.class);
    var ok = (ConfigResult.Ok) result;
    assertThat(ok.config().redis() + " " + ok.config().admin()).doesNotContain("s3cr3t");
    var shown = new java.util.HashMap<String, Object>();
    ok.effective().items().forEach(item -> shown.put(item.key(), item.shown()));
    assertThat(shown.toString()).doesNotContain("s3cr3t").contains("plain");
    assertThat(shown)
        .containsEntry("redis.url", "redis://r:1/2")
        .containsEntry("redis.sentinel-password", "***")
        .containsEntry("admin.token", "***")
        .containsEntry(
            "admin.tokens", List.of(Map.of("token-file", "token"), Map.of("token", "***")));
  }
}
