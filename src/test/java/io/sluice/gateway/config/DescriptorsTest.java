package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.sluice.gateway.config.VerticleDescriptor.ThreadingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorsTest {
  private static final Path SHIPPED = Path.of("verticles");
  private static final String ADMIN = "\"main\": \"io.sluice.gateway.verticle.AdminVerticle\"";
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(ReferenceWriter.verticleSchema());

  static List<VerticleDescriptor> ok(DescriptorResult result) {
    assertThat(result).isInstanceOf(DescriptorResult.Ok.class);
    return ((DescriptorResult.Ok) result).descriptors();
  }

  private static List<String> faults(String json) {
    return faults(DescriptorLoader.parse(Map.of("v.json", json)));
  }

  private static List<String> faults(DescriptorResult result) {
    assertThat(result).isInstanceOf(DescriptorResult.Faults.class);
    return ((DescriptorResult.Faults) result).faults().stream().map(Fault::toString).toList();
  }

  @Test
  void theShippedDescriptorsAreTheArchitecture() throws IOException {
    assertThat(ok(DescriptorLoader.load(SHIPPED)))
        .extracting(d -> d.main().substring(d.main().lastIndexOf('.') + 1), d -> d.instances())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("AdminVerticle", 1),
            org.assertj.core.groups.Tuple.tuple("CacheLookupVerticle", 0),
            org.assertj.core.groups.Tuple.tuple("EventStreamVerticle", 1),
            org.assertj.core.groups.Tuple.tuple("HttpIngressVerticle", 0),
            org.assertj.core.groups.Tuple.tuple("InvalidationVerticle", 1),
            org.assertj.core.groups.Tuple.tuple("TagIndexVerticle", 1),
            org.assertj.core.groups.Tuple.tuple("UpstreamFetchVerticle", 0));
    try (var files = Files.list(SHIPPED)) {
      for (var file : files.toList()) {
        assertThat(SCHEMA.validate(RawJson.parse(Files.readString(file)))).as("%s", file).isEmpty();
      }
    }
  }

  @Test
  void theShippedDescriptorsSayWhatHoldsWithoutThem() {
    var descriptors = ok(DescriptorLoader.load(SHIPPED));
    var sources = new ConfigSources(descriptors, null, Map.of(), Map.of(), Configs.MACHINE);
    assertThat(Configs.ok(ConfigLoader.load(sources))).isEqualTo(Configs.yaml(""));
  }

  @Test
  void whatADescriptorLeavesOutHasADefault() {
    var descriptor = ok(DescriptorLoader.parse(Map.of("v.json", "{" + ADMIN + "}"))).get(0);
    assertThat(descriptor.required()).isTrue();
    assertThat(descriptor.instances()).isEqualTo(1);
    assertThat(descriptor.threadingModel()).isEqualTo(ThreadingModel.EVENT_LOOP);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"instance\": 1 | v.json:1:54: instance: unknown key (did you mean options.instances?)",
        "\"required\": \"yes\" | v.json:1:66: required: value: yes (expected: true or false)",
        "\"options\": {\"instances\": 0} | options.instances: value: 0 (expected: an integer from 1",
        "\"options\": {\"instances\": \"all\"} | options.instances: value: all (expected: an integer",
        "\"options\": {\"threadingModel\": \"event_loop\"} | expected: one of EVENT_LOOP, WORKER",
        "\"options\": {\"config\": []} | options.config: value: a list (expected: a mapping)",
        "\"options\": {\"config\": {\"prot\": 1}} | options.config.prot: unknown key (did you mean port?)",
        "\"options\": {\"config\": {\"port\": \"x\"}} | v.json:1:85: options.config.port: value: x",
        "\"options\": {\"ha\": true} | options.ha: unknown key",
      })
  void whatVertxWouldIgnoreIsAFault(String member, String fault) {
    var json = "{" + ADMIN + ", " + member + "}";
    assertThat(faults(json)).singleElement().asString().contains(fault);
    assertThat(SCHEMA.validate(RawJson.parse(json))).isNotEmpty();
  }

  @Test
  void mainMustBeAVerticleThatThereIs() {
    assertThat(faults("{}")).singleElement().asString().contains("main: value: nothing");
    assertThat(faults("{\"main\": \"com.example.Mine\"}"))
        .singleElement()
        .asString()
        .contains("v.json:1:10: main: value: com.example.Mine (expected: one of io.sluice");
    assertThat(SCHEMA.validate(RawJson.parse("{}"))).isNotEmpty();
  }

  @Test
  void aVerticleIsDescribedOnce() {
    var files = Configs.map("a.json", "{" + ADMIN + "}", "b.json", "{" + ADMIN + "}");
    assertThat(faults(DescriptorLoader.parse(files)))
        .singleElement()
        .asString()
        .startsWith("b.json: main: value: ")
        .endsWith("but a.json has it too)");
  }

  @Test
  void aMissingDirectoryIsAFault(@TempDir Path directory) {
    assertThat(faults(DescriptorLoader.load(directory.resolve("none"))))
        .singleElement()
        .asString()
        .endsWith("not readable (expected: a directory)");
  }

  @Test
  void tabsAreWhiteSpaceInJson() {
    assertThat(ok(DescriptorLoader.parse(Map.of("v.json", "{\n\t" + ADMIN + "\n\t}")))).hasSize(1);
  }
}
