package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSettingsTest {
  private static final String PAIR = "http: {tls: {certificate: a.pem, key: a.key}}";
  private static TestCertificate ec;
  private static TestCertificate rsa;
  private final Path directory;

  TlsSettingsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeAll
  static void make() {
    ec = TestCertificate.of("a.example");
    rsa = TestCertificate.made("RSA", 30, "b.example");
  }

  @BeforeEach
  void write() {
    ec.write(directory, "a");
    rsa.write(directory, "b");
  }

  private ConfigResult load(String yaml, String... environment) {
    var file = new ConfigSources.File("gateway.yaml", directory, yaml);
    return ConfigLoader.load(
        new ConfigSources(List.of(), file, Configs.map(environment), Map.of(), Configs.MACHINE));
  }

  private HttpConfig.Tls tls(String yaml) {
    return Objects.requireNonNull(Configs.ok(load(yaml)).http().tls());
  }

  @Test
  void withoutFilesThereIsNoTls() {
    assertThat(Configs.yaml("").http().tls()).isNull();
  }

  @Test
  void filesAreReadBesideTheConfiguration() {
    var tls = tls(PAIR);
    assertThat(tls.versions()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
    assertThat(tls.certificates()).hasSize(1);
    assertThat(tls.certificates().get(0).chain()).containsExactly(certificate(ec));
  }

  private static java.security.cert.X509Certificate certificate(TestCertificate made) {
    return (java.security.cert.X509Certificate) made.certificate();
  }

  @Test
  void theEnvironmentNamesThemToo() {
    var config = Configs.ok(load("", "SLUICE_TLS_CERTIFICATE", "a.pem", "SLUICE_TLS_KEY", "a.key"));
    assertThat(config.http().tls()).isNotNull();
  }

  @Test
  void theOneOfItsOwnComesBeforeThoseOfTheList() {
    var tls =
        tls(
            "http: {tls: {certificates: [{certificate: b.pem, key: b.key}],"
                + " certificate: a.pem, key: a.key, versions: [tlsv1.3]}}");
    assertThat(tls.certificates())
        .extracting(each -> each.chain().get(0))
        .containsExactly(certificate(ec), certificate(rsa));
    assertThat(tls.versions()).containsExactly("TLSv1.3");
  }

  @Test
  void oneFileMayHoldBoth() throws IOException {
    Files.writeString(
        directory.resolve("both"), "Bag Attributes\n" + ec.keyPem() + ec.certificatePem());
    var tls = tls("http: {tls: {certificate: both, key: both}}");
    assertThat(tls.certificates()).hasSize(1);
  }

  @Test
  void theKeyIsInNoText() {
    var text = Configs.ok(load(PAIR)).toString();
    assertThat(text).contains("a.key").doesNotContain("KEY-----").doesNotContain("private");
  }

  @ParameterizedTest
  @CsvSource({
    "certificate, a.pem, http.tls.certificate: value: a.pem (expected: http.tls.key beside it)",
    "key, a.key, http.tls.key: value: a.key (expected: http.tls.certificate beside it)"
  })
  void oneWithoutTheOtherIsAFault(String key, String file, String fault) {
    assertThat(Configs.faults(load("http: {tls: {" + key + ": " + file + "}}")))
        .singleElement()
        .asString()
        .endsWith(fault);
  }

  @Test
  void aKeyOfAnotherCertificateIsAFault() throws IOException {
    Files.writeString(directory.resolve("a.key"), TestCertificate.of("c.example").keyPem());
    fault("http.tls.key: file ", "(expected: the key of the first certificate in ");
    Files.writeString(directory.resolve("a.key"), rsa.keyPem());
    fault("http.tls.key: file ", "(expected: the key of the first certificate in ");
  }

  @Test
  void aChainThatBeginsWithAnotherCertificateIsAFault() throws IOException {
    Files.writeString(directory.resolve("a.pem"), rsa.certificatePem() + ec.certificatePem());
    fault("http.tls.certificate: file ", "(expected: the server's own certificate first)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
  void aKeyInAnotherFormIsAFaultThatSaysHowToConvertIt(String label) throws IOException {
    Files.writeString(directory.resolve("a.key"), ec.keyPem().replace("PRIVATE KEY", label));
    fault("begins with BEGIN " + label, "openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
  }

  @Test
  void missingAndMangledFilesAreFaults() throws IOException {
    Files.writeString(directory.resolve("a.key"), ec.keyPem().replace("M", "A"));
    fault("http.tls.key: file ", "(expected: an intact RSA or EC key)");
    Files.writeString(directory.resolve("a.key"), "not PEM");
    fault("http.tls.key: file ", "(expected: PEM, with a block BEGIN PRIVATE KEY)");
    Files.delete(directory.resolve("a.key"));
    fault("http.tls.key: file ", "a.key (expected: readable)");
    Files.writeString(directory.resolve("a.pem"), ec.certificatePem().replaceFirst("MII", "AAA"));
    fault("http.tls.certificate: file ", "(expected: intact certificates)");
    Files.writeString(directory.resolve("a.pem"), ec.keyPem());
    fault("http.tls.certificate: file ", "a block BEGIN CERTIFICATE");
    Files.delete(directory.resolve("a.pem"));
    fault("http.tls.certificate: file ", "a.pem (expected: readable)");
  }

  private void fault(String... parts) {
    assertThat(Configs.faults(load(PAIR))).singleElement().asString().contains(parts);
  }

  @Test
  void everyFileOfAListIsChecked() {
    assertThat(
            Configs.faults(
                load(
                    "http: {tls: {certificates: [{certificate: a.pem, key: b.key},"
                        + " {certificate: none.pem, key: b.key}]}}")))
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.1", "SSLv3", "1.3", ""})
  void onlyVersionsThatAreSafeMayBeAskedFor(String version) {
    assertThat(Configs.yamlFaults("http: {tls: {versions: ['" + version + "']}}")).hasSize(1);
  }
}
