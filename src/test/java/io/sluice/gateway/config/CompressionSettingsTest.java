package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionSettingsTest {

  @Test
  void itIsOffUnlessSomebodyAsksForIt() {
    assertThat(Configs.yaml("").compresses()).isFalse();
    assertThat(Configs.yaml("rules: [{name: r, compress: false}]").compresses()).isFalse();
    assertThat(Configs.yaml("rules: [{name: r, compress: true}]").compresses()).isTrue();
    assertThat(Configs.yaml("http: {compression: {enabled: true}}").compresses()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "text/event-stream",
        "application/json",
        "application/problem+json",
        "application/atom+xml",
        "application/javascript",
        "image/svg+xml"
      })
  void textIsWorthItByDefault(String type) {
    assertThat(Configs.yaml("").http().compression().includes(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/png", "video/mp4", "font/woff2", "application/zip", "", "text"})
  void whatIsCompressedAlreadyIsNot(String type) {
    assertThat(Configs.yaml("").http().compression().includes(type)).isFalse();
  }

  @Test
  void typesCountWithoutCase() {
    var config = Configs.yaml("http: {compression: {types: [Application/*+CBOR]}}");
    assertThat(config.http().compression().includes("application/x+cbor")).isTrue();
    assertThat(config.http().compression().includes("text/html")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"html", "text/html; charset=utf-8", "text/", "*"})
  void whatIsNoTypeIsAFault(String type) {
    assertThat(Configs.yamlFaults("http: {compression: {types: ['" + type + "']}}")).hasSize(1);
  }
}
