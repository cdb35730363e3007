package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.TestAuthority;
import io.sluice.gateway.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterTlsSettingsTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final TestCertificate OWN = AUTHORITY.issue();
  private static final String TLS = "tls: {certificate: node.pem, key: node.key, ca: ca.pem}";
  private static final String ALL = "cluster: {enabled: true, " + TLS + "}";
  private final Path directory;

  ClusterTlsSettingsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void write() throws IOException {
    Files.writeString(directory.resolve("ca.pem"), AUTHORITY.certificate().certificatePem());
    OWN.write(directory, "node");
  }

  private ConfigResult load(String yaml, String... environment) {
    var file = new ConfigSources.File("gateway.yaml", directory, yaml);
    return ConfigLoader.load(
        new ConfigSources(List.of(), file, Configs.map(environment), Map.of(), Configs.MACHINE));
  }

  private static List<String> warnings(ConfigResult result) {
    return ((ConfigResult.Ok) result)
        .warnings().stream().map(Fault::toString).filter(line -> line.contains("cluster")).toList();
  }

  @Test
  void filesAreReadBesideTheConfiguration() {
    var tls = Objects.requireNonNull(Configs.ok(load(ALL)).cluster().tls());
    assertThat(tls.ca()).isEqualTo(directory.resolve("ca.pem"));
    assertThat(tls.certificate().files().key()).isEqualTo(directory.resolve("node.key"));
    assertThat(warnings(load(ALL))).isEmpty();
  }

  @Test
  void theEnvironmentNamesThemToo() {
    var config =
        Configs.ok(
            load(
                "",
                "SLUICE_CLUSTER_TLS_CERTIFICATE",
                "node.pem",
                "SLUICE_CLUSTER_TLS_KEY",
                "node.key",
                "SLUICE_CLUSTER_TLS_CA",
                "ca.pem"));
    assertThat(config.cluster().tls()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "certificate: node.pem, cluster.tls.key and cluster.tls.ca",
    "ca: ca.pem, cluster.tls.certificate and cluster.tls.key"
  })
  void someOfThemAreAFault(String set, String missing) {
    fault("cluster: {tls: {" + set + "}}", "(expected: " + missing + " beside it)");
  }

  @Test
  void aCertificateOfAnotherAuthorityIsAFault() {
    new TestAuthority().issue().write(directory, "node");
    fault(ALL, "cluster.tls.certificate: file ", "node.pem (expected: signed by an authority in ");
    TestCertificate.of("a.example").write(directory, "node");
    fault(ALL, "cluster.tls.certificate: file ", "node.pem (expected: signed by an authority in ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serverAuth", "clientAuth", "codeSigning"})
  void aCertificateForAnotherPurposeIsAFault(String purpose) {
    AUTHORITY.issue(purpose).write(directory, "node");
    fault(ALL, "cluster.tls.certificate: file ", "extendedKeyUsage serverAuth and clientAuth");
  }

  @Test
  void oneThatEveryNodeSharesAndThatSignsItselfServes() throws IOException {
    var shared = TestCertificate.of("cluster");
    shared.write(directory, "node");
    Files.writeString(directory.resolve("ca.pem"), shared.certificatePem());
    assertThat(Configs.ok(load(ALL)).cluster().tls()).isNotNull();
  }

  @Test
  void anExpiredOneIsAWarningSinceTheNodeServesWithoutTheBus() {
    AUTHORITY
        .issue("serverAuth,clientAuth", "-startdate", "-3d", "-validity", "1")
        .write(directory, "node");
    assertThat(warnings(load(ALL)))
        .singleElement()
        .asString()
        .contains("cluster.tls.certificate: file ", " is not valid now", "other nodes refuse");
  }

  @Test
  void whatIsNoAuthorityIsAFault() throws IOException {
    Files.writeString(directory.resolve("ca.pem"), "not PEM");
    fault(ALL, "cluster.tls.ca: file ", "BEGIN CERTIFICATE");
    Files.delete(directory.resolve("ca.pem"));
    fault(ALL, "cluster.tls.ca: file ", "ca.pem (expected: readable)");
    Files.delete(directory.resolve("node.key"));
    fault(ALL, "cluster.tls.key: file ", "node.key (expected: readable)");
  }

  private void fault(String yaml, String... parts) {
    assertThat(Configs.faults(load(yaml))).singleElement().asString().contains(parts);
  }

  @ParameterizedTest
  @CsvSource({
    "'enabled: true, host: 10.0.0.1', 1",
    "'enabled: true, host: node-1.example', 1",
    "'enabled: true, bus: {host: 0.0.0.0}', 1",
    "'enabled: true', 0",
    "'enabled: true, host: \"::1\"', 0",
    "'enabled: false, host: 10.0.0.1', 0"
  })
  void aBusInClearTextThatOthersReachIsAWarning(String cluster, int warnings) {
    assertThat(warnings(load("cluster: {" + cluster + "}"))).hasSize(warnings);
    assertThat(warnings(load("cluster: {" + cluster + ", " + TLS + "}"))).isEmpty();
  }
}
