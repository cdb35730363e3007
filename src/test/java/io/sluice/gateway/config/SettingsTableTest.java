package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every setting takes its good values and refuses its bad ones, and the JSON Schema agrees. */
class SettingsTableTest {
  static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(ReferenceWriter.gatewaySchema());

  private record Row(String key, List<String> good, List<String> bad) {}

  @Test
  void everySettingHasARow() {
    var keys =
        AllSettings.TABLE.settings().stream()
            .map(setting -> setting.key().replace("*", "api"))
            .toList();
    assertThat(rows()).extracting(Row::key).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(rows()).allMatch(row -> !row.good.isEmpty() && !row.bad.isEmpty());
  }

  @Test
  void everyDefaultIsOfItsKind() {
    assertThat(AllSettings.TABLE.settings())
        .allSatisfy(
            setting -> {
              assertThat(setting.byDefault() == null).isEqualTo(setting.unset() != null);
              if (setting.byDefault() != null) {
                assertThat(setting.defaultValue()).isNotNull();
              }
            });
  }

  @TestFactory
  Stream<DynamicTest> goodValuesAreTaken() {
    return tests(Row::good, SettingsTableTest::isTaken);
  }

  @TestFactory
  Stream<DynamicTest> badValuesAreRefusedWithKeyAndPlace() {
    return tests(Row::bad, SettingsTableTest::isRefused);
  }

  @TestFactory
  Stream<DynamicTest> goodScalarsAreTakenFromTheCommandLine() {
    return tests(Row::good, SettingsTableTest::isTakenAsOption);
  }

  private interface Check {
    void check(String key, String value);
  }

  private static Stream<DynamicTest> tests(
      java.util.function.Function<Row, List<String>> values, Check check) {
    return rows().stream()
        .flatMap(
            row ->
                values.apply(row).stream()
                    .map(
                        value ->
                            DynamicTest.dynamicTest(
                                row.key + ": " + value, () -> check.check(row.key, value))));
  }

  private static void isTaken(String key, String value) {
    var yaml = yaml(key, value);
    assertThat(Configs.load(yaml, Map.of(), Map.of())).isInstanceOf(ConfigResult.Ok.class);
    assertThat(SCHEMA.validate(RawJson.parse(yaml))).isEmpty();
  }

  private static void isTakenAsOption(String key, String value) {
    if (value.matches("[\\[{].*")) {
      return;
    }
    var options = Configs.map("upstreams.api", "http://a", key, value.replaceAll("^'(.*)'$", "$1"));
    assertThat(Configs.load("", Map.of(), options)).isInstanceOf(ConfigResult.Ok.class);
  }

  private static void isRefused(String key, String value) {
    var onlyHere = value.startsWith("(");
    var yaml = yaml(key, onlyHere ? value.substring(1, value.length() - 1) : value);
    var line = yaml.lines().count();
    assertThat(Configs.yamlFaults(yaml))
        .isNotEmpty()
        .allMatch(fault -> fault.startsWith("gateway.yaml:" + line + ":"), "names the line")
        .anyMatch(fault -> fault.contains(": " + key), "names the key")
        .allMatch(fault -> fault.contains("(expected: ") || fault.contains("did you mean"));
    assertThat(SCHEMA.validate(RawJson.parse(yaml)).isEmpty()).as(yaml).isEqualTo(onlyHere);
  }

  /** The value at its place, in the last line of a document that is valid without it. */
  private static String yaml(String key, String value) {
    var parts = key.split("\\.", -1);
    var yaml = new StringBuilder();
    for (var i = 0; i < parts.length; i++) {
      yaml.append("  ".repeat(i)).append(parts[i]).append(":");
      if (i == 1 && parts[0].equals("upstreams") && !key.endsWith(".origins")) {
        yaml.append("\n    origins: ['http://a']");
      }
      yaml.append(i < parts.length - 1 ? "\n" : " " + value);
    }
    return yaml.toString();
  }

  private static List<Row> rows() {
    var rows = new ArrayList<Row>();
    try (var file = SettingsTableTest.class.getResourceAsStream("settings.txt")) {
      var text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      for (var line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
        var cells = line.split(" \\| ", -1);
        rows.add(
            new Row(
                cells[0], List.of(cells[1].split(" ~ ", -1)), List.of(cells[2].split(" ~ ", -1))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }
}
