package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The files that document the configuration say what the table of settings says.
 *
 * <p>To write them anew: {@code ./mvnw test -Dtest=ReferenceTest -Dsluice.regenerate}.
 */
class ReferenceTest {
  @TestFactory
  Stream<DynamicTest> filesAreWhatTheTableSays() {
    var files = new LinkedHashMap<String, String>();
    files.put("conf/gateway.yaml", StarterWriter.starter());
    files.put("conf/gateway.schema.json", ReferenceWriter.gatewaySchema());
    files.put("conf/verticle.schema.json", ReferenceWriter.verticleSchema());
    files.put("docs/configuration.md", ReferenceWriter.reference());
    return files.entrySet().stream()
        .map(file -> DynamicTest.dynamicTest(file.getKey(), () -> compare(file)));
  }

  private static void compare(Map.Entry<String, String> file) throws IOException {
    var path = Path.of(file.getKey());
    if (System.getProperty("sluice.regenerate") != null) {
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.writeString(path, file.getValue());
    }
    assertThat(path).hasContent(file.getValue());
  }

  @Test
  void everyLineOfTheStartingFileMayBeUncommented() {
    var active = StarterWriter.starter().replaceAll("(?m)^( *)#(?! \\S|$)", "$1");
    var config = Configs.yaml(active);
    assertThat(config.defaultOrigins()).hasToString("[http://127.0.0.1:3000]");
    assertThat(config.rules().rules()).hasSize(1);
    var defaults = Configs.yaml("upstreams: {default: 'http://127.0.0.1:3000'}");
    assertThat(config).usingRecursiveComparison().ignoringFields("rules").isEqualTo(defaults);
  }

  @Test
  void theStartingFileChangesNothing() {
    assertThat(Configs.yaml(StarterWriter.starter())).isEqualTo(Configs.yaml(""));
  }
}
