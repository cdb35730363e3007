package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ExampleRulesTest {
  private static final Path FILE = Path.of("conf/examples/rule-settings.yaml");

  @Test
  void theExampleShowsEverySettingOfARule() throws IOException {
    var problems = new Problems();
    var shown = new TreeSet<String>();
    var table = new Table(RuleSettingRows.ALL);
    if (YamlReader.read(FILE.toString(), Files.readString(FILE), problems)
        instanceof Raw.Mapping m) {
      m.entries().stream()
          .filter(entry -> entry.key().equals("rules"))
          .flatMap(entry -> ((Raw.Sequence) entry.value()).items().stream())
          .forEach(rule -> shown.addAll(table.flatten((Raw.Mapping) rule, "", problems).keySet()));
    }
    assertThat(problems.faults()).isEmpty();
    assertThat(RuleSettingRows.ALL.stream().map(Setting::key)).allMatch(shown::contains);
  }
}
