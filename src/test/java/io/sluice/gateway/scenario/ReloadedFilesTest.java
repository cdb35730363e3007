package io.sluice.gateway.scenario;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.LogLines;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of the configuration that change while the gateway runs. */
@Timeout(60)
class ReloadedFilesTest {
  private final Path directory;
  private final Path yaml;
  private GatewayUnderTest gateway = GatewayUnderTest.with();

  ReloadedFilesTest(@TempDir Path directory) {
    this.directory = directory;
    this.yaml = directory.resolve("gateway.yaml");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void start() {
    gateway = GatewayUnderTest.with().file(yaml).start();
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }

  private static String grace(int seconds) {
    return "cache: {grace: " + seconds + "s}\n";
  }

  private long grace() {
    return gateway.gateway().config().cache().grace().toSeconds();
  }

  private void awaitGrace(int seconds) {
    Until.met(() -> grace() == seconds);
  }

  private double reloads(String result) {
    var name = "sluice_config_reloads_total{result=\"" + result + "\"} ";
    return gateway
        .admin("GET", "/metrics", "")
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  @Test
  void aFileThatIsWrittenOrReplacedIsTakenOver() throws IOException {
    write(yaml, grace(1));
    start();
    assertThat(grace()).isEqualTo(1);
    write(yaml, grace(2));
    awaitGrace(2);
    var swap = directory.resolve(".gateway.yaml.swp");
    write(swap, grace(3));
    Files.move(swap, yaml, ATOMIC_MOVE);
    awaitGrace(3);
    Files.delete(yaml);
    write(yaml, grace(4));
    awaitGrace(4);
    Until.met(() -> reloads("applied") == 3);
  }

  /** As Kubernetes mounts a ConfigMap: the link ..data is what is replaced. */
  @Test
  void aVolumeWhoseLinkIsSwappedIsTakenOver() throws IOException {
    var data = directory.resolve("..data");
    Files.createSymbolicLink(data, version(1));
    Files.createSymbolicLink(yaml, Path.of("..data", "gateway.yaml"));
    start();
    for (int i = 2; i < 4; i++) {
      var next = directory.resolve("..data_tmp");
      Files.createSymbolicLink(next, version(i));
      Files.move(next, data, ATOMIC_MOVE);
      Files.delete(directory.resolve("..v" + (i - 1)).resolve("gateway.yaml"));
      awaitGrace(i);
    }
    assertThat(reloads("faulty")).isZero();
  }

  private Path version(int i) throws IOException {
    var version = Files.createDirectory(directory.resolve("..v" + i));
    write(version.resolve("gateway.yaml"), grace(i));
    return version.getFileName();
  }

  @Test
  void aBrokenFileIsOneWarningAndTheNextGoodOneIsTaken() throws IOException {
    write(yaml, grace(1));
    start();
    try (var log = new LogLines()) {
      write(yaml, "cache:\n  grace: 2x\n");
      Until.met(() -> reloads("faulty") == 1);
      write(yaml, grace(3));
      awaitGrace(3);
      assertThat(reloads("faulty")).isEqualTo(1);
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains(yaml + ":2:10: cache.grace: value: 2x (expected: ", " (file)");
    }
  }

  @Test
  void aFileThatIsPutBackAfterAReloadOnRequestIsTakenOver() throws IOException {
    write(yaml, grace(1));
    start();
    write(yaml, grace(2));
    awaitGrace(2);
    write(yaml, grace(3));
    assertThat(gateway.admin("POST", "/config/reload", "").status()).isEqualTo(200);
    assertThat(grace()).isEqualTo(3);
    write(yaml, grace(2));
    awaitGrace(2);
  }

  @Test
  void aFileThatIsBeingWrittenIsLeftAloneUntilItIsWhole() throws IOException {
    write(yaml, grace(1));
    start();
    var whole = "cache: {grace: 2s, collapse-timeout: 4s} # end";
    for (int end = 1; end <= whole.length(); end += 3) {
      write(yaml, whole.substring(0, Math.min(end, whole.length())));
      // Slower than a look at the file, quicker than two.
      LockSupport.parkNanos(250_000_000L);
    }
    write(yaml, whole);
    awaitGrace(2);
    assertThat(reloads("faulty")).isZero();
  }

  @Test
  void aFileThatIsGoneChangesNothingUntilItIsBack() throws IOException {
    write(yaml, grace(1));
    start();
    Files.delete(yaml);
    Until.met(() -> reloads("faulty") == 1);
    assertThat(grace()).isEqualTo(1);
    write(yaml, grace(2));
    awaitGrace(2);
  }

  @Test
  void aTokenIsExchangedByItsFileAndAMissingOneIsTakenOnceItIsThere() throws IOException {
    var token = directory.resolve("token");
    write(token, "one\n");
    write(yaml, "admin: {tokens: [{token-file: token, scopes: [admin]}]}");
    start();
    assertThat(status("one")).isEqualTo(200);
    write(token, "two\n");
    Until.met(() -> status("one") == 401);
    assertThat(status("two")).isEqualTo(200);

    write(
        yaml,
        "admin: {tokens: [{token-file: token, scopes: [admin]}, {token-file: later}]}\n"
            + grace(9));
    Until.met(() -> logged("later (expected: to be there)"));
    assertThat(grace()).isZero();
    write(directory.resolve("later"), "three");
    awaitGrace(9);
    assertThat(status("three")).isEqualTo(200);
  }

  private int status(String token) {
    try (var admin = RawHttp.connect(gateway.adminPort())) {
      return admin.get("/config", "Authorization", "Bearer " + token).status();
    }
  }

  private boolean logged(String text) {
    try (var admin = RawHttp.connect(gateway.adminPort())) {
      return admin.get("/config", "Authorization", "Bearer two").text().contains(text);
    }
  }

  @Test
  void aFileThatOnlyAStartReadsIsToldOfAndBlocksNothing() throws IOException {
    write(directory.resolve("password"), "one");
    var settings = "redis: {enabled: false, password-file: password}\n";
    write(yaml, settings + grace(1));
    start();
    write(directory.resolve("password"), "two");
    Until.met(() -> reloads("unchanged") == 1);
    write(yaml, settings + grace(2));
    awaitGrace(2);
    assertThat(gateway.reload().pending()).containsExactly("redis.password-file");
    assertThat(gateway.admin("GET", "/config", "").text()).doesNotContain("\"one\"", "\"two\"");
  }
}
