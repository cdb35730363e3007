package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class YamlReaderTest {
  private static String fault(String yaml) {
    var faults = Configs.yamlFaults(yaml);
    assertThat(faults).isNotEmpty().noneMatch(fault -> fault.contains("\n"));
    return faults.get(0);
  }

  @Test
  void tagsAnchorsAndAliasesAreRefused() {
    assertThat(fault("http: !!java.net.URL [x]")).contains(":1:7: tag tag:yaml.org");
    assertThat(fault("http: {port: !!int 1}")).contains("expected: no tag");
    assertThat(fault("http: &a {port: 1}")).contains(":1:7: an anchor or alias");
    assertThat(fault("a: &x [1]\nb: [*x, *x]")).contains("an anchor or alias");
  }

  @Test
  void duplicateKeysAreFaults() {
    assertThat(fault("http:\n  port: 1\n  port: 2"))
        .isEqualTo(
            "gateway.yaml:3:3: port: duplicate key (expected: once; the first is in line 2)");
  }

  @Test
  void depthLengthAndNumberOfValuesAreBounded() {
    assertThat(fault("rules: " + "[".repeat(200_000))).contains("nested too deeply");
    assertThat(fault("a: ".repeat(40_000))).contains("a key is not expected here");
    assertThat(fault("#" + "x".repeat(YamlReader.MAX_CHARS))).contains("too long");
    assertThat(fault("rules: [" + "1,".repeat(150_000) + "]")).contains("too many values");
  }

  @Test
  void whatIsNotYamlIsAFaultWithAPlace() {
    assertThat(fault("http:\n  port: [1")).startsWith("gateway.yaml:2:");
    assertThat(fault("a: \u0001")).contains(":1:4: a character that does not print, U+0001");
    assertThat(fault("--- {}\n--- {}")).contains("a second document");
    assertThat(fault("[1]")).contains("value: a list (expected: a mapping with");
    assertThat(fault("just text")).contains("(expected: a mapping with");
    assertThat(fault("? [a]\n: 1")).contains("key: a list (expected: text)");
  }

  @Test
  void anEmptyDocumentIsAnEmptyConfiguration() {
    assertThat(Configs.yaml("---\n")).isEqualTo(Configs.yaml("")).isEqualTo(Configs.yaml("# a\n"));
  }

  @Test
  void aValueBreaksNoLineOfAMessage() {
    assertThat(fault("log: {level: \"a\\nb\\u202e\\e[31m\"}")).contains("value: a?b??[31m (");
    assertThat(fault("log: {level: " + "x".repeat(500) + "}")).contains("x... (");
  }
}
