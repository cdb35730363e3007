package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminSettingsTest {
  private final Path directory;

  AdminSettingsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "admin.example", "128.0.0.1"})
  void anAddressThatOthersCanReachNeedsAToken(String host) {
    assertThat(Configs.envFaults("SLUICE_ADMIN_HOST", host))
        .containsExactly(
            "environment SLUICE_ADMIN_HOST: value: "
                + host
                + " (expected: a loopback address, or admin.token set)");
    var config = Configs.env("SLUICE_ADMIN_HOST", host, "SLUICE_ADMIN_TOKEN", "t");
    assertThat(config.admin().tokens())
        .containsExactly(
            new AdminConfig.AccessToken("admin.token", new Secret("t"), Set.of(Scope.ADMIN)));
  }

  @Test
  void anEmptyListOfTokensProtectsNothing() {
    assertThat(Configs.yamlFaults("admin: {host: 0.0.0.0, tokens: []}")).hasSize(1);
  }

  @Test
  void tokensAreReadFromFilesBesideTheConfiguration() throws IOException {
    Files.writeString(directory.resolve("ci"), "s3cr3t\n");
    var config = Configs.ok(load("admin: {tokens: [{token-file: ci, scopes: [purge, read]}]}"));
    var token = config.admin().tokens().get(0);
    assertThat(token.secret().matches("s3cr3t")).isTrue();
    assertThat(token.secret().matches("s3cr3t\n")).isFalse();
    assertThat(token.permits(Scope.PURGE)).isTrue();
    assertThat(token.permits(Scope.DEBUG)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "línea"})
  void aFileWithoutATokenIsAFaultThatKeepsTheContentToItself(String content) throws IOException {
    Files.writeString(directory.resolve("ci"), content);
    assertThat(Configs.faults(load("admin: {tokens: [{token-file: ci}]}")))
        .singleElement()
        .asString()
        .startsWith("gateway.yaml:1:31: admin.tokens[0].token-file: file ")
        .endsWith(
            "(expected: a token of 1 to 1024 visible ASCII characters in it, and nothing else)");
  }

  @Test
  void aMissingFileIsAFault() {
    assertThat(Configs.faults(load("admin: {tokens: [{token-file: ci}]}")))
        .singleElement()
        .asString()
        .endsWith("(expected: to be there)");
  }

  @Test
  void theTokenThatPermitsEverythingMayBeInAFile() throws IOException {
    Files.writeString(directory.resolve("admin"), "s3cr3t\n");
    var config = Configs.ok(load("admin: {host: 0.0.0.0, token-file: admin}"));
    assertThat(config.admin().tokens())
        .containsExactly(
            new AdminConfig.AccessToken("admin.token", new Secret("s3cr3t"), Set.of(Scope.ADMIN)));
    assertThat(Configs.faults(load("admin: {token: x, token-file: admin}")))
        .containsExactly(
            "gateway.yaml:1:31: admin.token-file: set beside admin.token (expected: one of the"
                + " two)");
    assertThat(Configs.faults(load("admin: {host: 0.0.0.0, token-file: nowhere}"))).hasSize(1);
  }

  @Test
  void tokensMayComeFromTheEnvironmentWhichNoMessageRepeats() {
    var tokens = Configs.env("SLUICE_ADMIN_TOKENS", "[{token: s3cr3t, scopes: [purge]}]").admin();
    assertThat(tokens.tokens())
        .containsExactly(
            new AdminConfig.AccessToken(
                "admin.tokens[0]", new Secret("s3cr3t"), Set.of(Scope.PURGE)));
    for (var wrong :
        List.of("s3cr3t", "[s3cr3t]", "[{token: [s3cr3t]}]", "[{token: 's3cr3t s3cr3t'}]")) {
      assertThat(Configs.envFaults("SLUICE_ADMIN_TOKENS", wrong))
          .isNotEmpty()
          .noneMatch(fault -> fault.contains("s3cr3t"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "certificate: a.pem | admin.tls.certificate: value: a.pem (expected: admin.tls.key beside it)",
        "key: a.key | admin.tls.key: value: a.key (expected: admin.tls.certificate beside it)",
        "client-auth: required | admin.tls.client-auth: value: alone (expected: admin.tls.client-ca",
        "client-ca: a.pem | (expected: admin.tls.client-auth: optional or required)",
        "client-auth: optional, client-ca: a.pem | (expected: admin.tls.certificate beside it)",
        "client-auth: optional, client-ca: a.key | a.key (expected: PEM, with a block BEGIN CERT",
      })
  void halfOfTlsIsAFault(String rows, String fault) {
    TestCertificate.of("a.example").write(directory, "a");
    assertThat(Configs.faults(load("admin: {tls: {" + rows + "}}")))
        .singleElement()
        .asString()
        .contains(fault);
  }

  @ParameterizedTest
  @CsvSource({"required, true", "optional, false"})
  void aCertificateThatIsRequiredStandsForAToken(String auth, boolean enough) {
    TestCertificate.of("a.example").write(directory, "a");
    var yaml =
        "admin: {host: 0.0.0.0, tls: {certificate: a.pem, key: a.key, client-ca: a.pem,"
            + " client-auth: "
            + auth
            + "}}";
    assertThat(load(yaml) instanceof ConfigResult.Ok).isEqualTo(enough);
  }

  private ConfigResult load(String yaml) {
    var file = new ConfigSources.File("gateway.yaml", directory, yaml);
    return ConfigLoader.load(
        new ConfigSources(List.of(), file, Map.of(), Map.of(), Configs.MACHINE));
  }
}
