package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.EventTemplate.Attribute;
import io.sluice.gateway.config.EventTemplate.Data;
import io.sluice.gateway.config.EventTemplate.Literal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventSettingsTest {
  @Test
  void aMappingIsReadWithItsTemplates() {
    var mapping =
        events(
                """
                events:
                  mappings:
                    - match: {type: "product.*", source: "https://shop.example/*"}
                      tags: ["product:{data./id}", "category:{data./categories/*/name}"]
                      urls: ["https://shop.example/p/{data./a~1b~0c}", "{+subject}"]
                      prefixes: ["https://shop.example/{source}/"]
                      mode: soft
                """)
            .mappings()
            .get(0);

    assertThat(mapping.name()).isEqualTo("mapping-1");
    assertThat(mapping.matches("product.updated", "https://shop.example/catalogue")).isTrue();
    assertThat(mapping.matches("product.updated", "https://other.example/")).isFalse();
    assertThat(mapping.matches("order.updated", "https://shop.example/")).isFalse();
    assertThat(mapping.tags().get(0).parts())
        .containsExactly(new Literal("product:"), new Data(List.of("id"), false));
    assertThat(mapping.tags().get(1).parts())
        .containsExactly(
            new Literal("category:"), new Data(List.of("categories", "*", "name"), false));
    assertThat(mapping.urls().get(0).parts())
        .containsExactly(new Literal("https://shop.example/p/"), new Data(List.of("a/b~c"), false));
    assertThat(mapping.urls().get(1).parts()).containsExactly(new Attribute("subject", true));
    assertThat(mapping.prefixes().get(0).parts())
        .containsExactly(
            new Literal("https://shop.example/"), new Attribute("source", false), new Literal("/"));
    assertThat(mapping.mode()).isEqualTo(EventMapping.Mode.SOFT);
  }

  @ParameterizedTest
  @CsvSource({
    "{data}, ''",
    "{data.}, ''",
    "{data./}, '[]'",
    "{data./a//b}, '[a, , b]'",
    "{data./0}, '[0]'",
    "{data./m~01}, '[m~1]'",
  })
  void pointersAreThoseOfRfc6901(String template, String steps) {
    var data = (Data) EventTemplate.tag(template).parts().get(0);
    assertThat(data.steps().isEmpty() ? "" : data.steps().toString()).isEqualTo(steps);
  }

  @Test
  void withoutAnythingNothingIsMappedAndNoStreamIsRead() {
    assertThat(events("")).isEqualTo(new EventsConfig(List.of(), null));
  }

  @Test
  void nodesOfOneCacheAreOneGroupUnlessSaidOtherwise() {
    var yaml =
        """
        redis:
          key-prefix: "shop:"
        events:
          stream:
            key: shop:events
        """;
    assertThat(events(yaml).stream())
        .isEqualTo(new EventsConfig.Stream("shop:events", "shop:", Duration.ofSeconds(30)));
    assertThat(events(yaml + "    group: front\n    claim-after: 5s\n").stream())
        .isEqualTo(new EventsConfig.Stream("shop:events", "front", Duration.ofSeconds(5)));
  }

  @Test
  void aStreamNeedsRedis() {
    assertThat(
            Configs.yamlFaults(
                "redis:\n  enabled: false\nevents:\n  stream:\n    key: shop:events\n"))
        .singleElement()
        .asString()
        .contains("gateway.yaml:5:", "events.stream.key", "redis.enabled: true");
  }

  @Test
  void aStreamWithoutMappingsIsHardlyMeant() {
    var result = Configs.load("events:\n  stream:\n    key: a\n", Map.of(), Map.of());
    assertThat(Configs.warnings(result))
        .anyMatch(
            line ->
                line.startsWith("gateway.yaml:3:")
                    && line.contains("events.stream.key")
                    && line.contains("no mappings"));
  }

  @Test
  void faultsSayWhereAndWhatIsExpected() {
    assertThat(
            Configs.yamlFaults(
                """
                events:
                  mapings: []
                  mappings:
                    - match: {typ: a}
                      tags: ["product:{data.id}"]
                """))
        .anyMatch(fault -> fault.startsWith("gateway.yaml:2:") && fault.contains("mappings?"))
        .anyMatch(
            fault ->
                fault.startsWith("gateway.yaml:4:")
                    && fault.contains("events.mappings[0].match.typ")
                    && fault.contains("type?"))
        .anyMatch(
            fault ->
                fault.startsWith("gateway.yaml:5:")
                    && fault.contains("events.mappings[0].tags[0]")
                    && fault.contains("JSON Pointer that begins with /"));
  }

  private static EventsConfig events(String yaml) {
    return Configs.yaml(yaml).events();
  }
}
