package io.sluice.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Sluice;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice warm} against a running node, both as processes. */
@Timeout(180)
class WarmCommandIT {
  private static ScriptedOrigin origin;
  private static GatewayProcess node;
  private static Path directory;

  @BeforeAll
  static void start(@TempDir Path temporary) throws IOException {
    origin = ScriptedOrigin.started();
    directory = temporary;
    Files.writeString(directory.resolve("token"), "a-token-of-some-length\n");
    node =
        GatewayProcess.configured()
            .environment("REDIS_ENABLED", "false")
            .environment("SLUICE_ADMIN_TOKEN", "a-token-of-some-length")
            .origin(origin)
            .start();
  }

  @AfterAll
  static void stop() {
    node.close();
    origin.close();
  }

  private static String url(String path) {
    return "http://shop.test" + path;
  }

  private static Sluice.Ended warm(String... more) {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("warm", "--admin", node.adminUrl()));
    arguments.addAll(List.of("--token-file", directory.resolve("token").toString()));
    arguments.addAll(List.of(more));
    return Sluice.run(arguments.toArray(String[]::new));
  }

  @Test
  void whatItNamesIsThereAfterwards() throws IOException {
    origin.on("/a", OriginAnswer.fresh("a")).on("/b", OriginAnswer.fresh("b"));
    var list = Files.writeString(directory.resolve("urls"), "# some\n\n" + url("/b") + "\n");
    var ended = warm("--from-file", list.toString(), url("/a"));
    assertThat(ended.status()).as(ended.toString()).isZero();
    assertThat(ended.out()).singleElement().asString().contains("done: 2 of 2, 2 stored");
    assertThat(ended.err()).isEmpty();
    assertThat(node.get("/a", "Host", "shop.test").xCache()).isEqualTo("HIT");
    assertThat(node.get("/b", "Host", "shop.test").xCache()).isEqualTo("HIT");
  }

  @Test
  void whatFailsIsToldAsJsonAndInTheStatus() {
    origin.on("/good", OriginAnswer.fresh("good"));
    var ended = warm("--json", url("/good"), url("/missing"));
    assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
    var told = new JsonObject(String.join("", ended.out()));
    assertThat(told.getString("state")).isEqualTo("done");
    assertThat(told.getInteger("stored")).isEqualTo(1);
    assertThat(told.getInteger("failed")).isEqualTo(1);
    assertThat(told.getJsonArray("errors").getString(0)).contains("/missing", "404");
  }

  @Test
  void badOrdersAndMissingNodesAreExplained() {
    var refused = warm("no url");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err())
        .singleElement()
        .asString()
        .startsWith("400: urls[0]: \"no url\" (exp");

    var unknown = Sluice.run("warm", "--admin", node.adminUrl(), url("/a"));
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.err()).singleElement().asString().startsWith("401: ");

    assertThat(warm("--concurrency", "many", url("/a")).status()).isEqualTo(2);
    assertThat(warm("--from-file", "/nowhere/at/all").status()).isEqualTo(2);

    var nobody = Sluice.run("warm", "--admin", "http://127.0.0.1:1", url("/a"));
    assertThat(nobody.status()).isEqualTo(1);
    assertThat(nobody.err().get(0)).contains("http://127.0.0.1:1", "--admin");
  }

  @Test
  void aTerminalGetsABar() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs script");
    origin.on("/bar", OriginAnswer.fresh("bar"));
    var command =
        String.join(
            " ",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "io.sluice.gateway.bootstrap.Main",
            "warm",
            "--admin",
            node.adminUrl(),
            "--token-file",
            directory.resolve("token").toString(),
            url("/bar"));
    var process =
        new ProcessBuilder("/usr/bin/script", "-q", "-e", "-c", command, "/dev/null")
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    var shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(shown).isZero();
    assertThat(shown).contains("\r[" + "#".repeat(30) + "] 100 %  1 of 1");
  }
}
