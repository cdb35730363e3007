package io.sluice.gateway.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator is told who has made a mistake: where it is, what it is, how to mend it. */
class BrokenFilesTest {
  private final Path directory;

  BrokenFilesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private List<String> faults(byte[] content) throws IOException {
    var file = Files.write(directory.resolve("gateway.yaml"), content);
    return faults(file);
  }

  private List<String> faults(Path file) {
    var result = load(file);
    return result instanceof ConfigResult.Ok
        ? List.of()
        : Configs.faults(result).stream().map(line -> line.replace(directory + "/", "")).toList();
  }

  private static ConfigResult load(Path file) {
    return load(new ConfigFile(file));
  }

  private static ConfigResult load(ConfigFile file) {
    return file.load(
        read -> new ConfigSources(List.of(), read, Map.of(), Map.of(), Configs.MACHINE));
  }

  private static Arguments broken(String yaml, String fault) {
    return arguments(yaml, fault);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        broken(
            "http:\n  port: 8080\n   hosts: [a]\n",
            "3:9: a key is not expected here (indented further than the line above it, which has a"
                + " value or lacks its colon?)"),
        broken(
            "http\n  port: 8080\n",
            "2:7: a key is not expected here (indented further than the line above it, which has a"
                + " value or lacks its colon?)"),
        broken(
            "http:\n    port: 8080\n  hosts: [a]\n",
            "3:3: the indentation fits no line above (expected: as far as the keys or items that"
                + " this one stands with)"),
        broken(
            "rules:\n  - name: a\n - name: b\n",
            "3:2: the indentation fits no line above (expected: as far as the keys or items that"
                + " this one stands with)"),
        broken(
            "http:\n\tport: 8080\n",
            "2:1: a tab (expected: spaces; in YAML no tab indents or separates)"),
        broken(
            "http:\n  port:\t8080\n",
            "2:8: a tab (expected: spaces; in YAML no tab indents or separates)"),
        broken(
            "http:\n  hosts: - a\n",
            "2:10: an item is not expected here (expected: on a line of its own, below its key)"),
        broken(
            "http:\n  port: 1\n  idle-timeout\n",
            "3:3: a key without a colon (expected: key: value)"),
        broken(
            "http:\n  host: \"0.0.0.0\n  port: 1\n",
            "2:9: the quote that opens here is not closed"),
        broken(
            "rules:\n- {match: {path: /a}, ttl: 1h\nhttp: {}\n",
            "3:5: a comma is missing, or the { of line 2, column 3 is not closed"),
        broken(
            "http: {hosts: [a b, c\n",
            "2:1: a comma is missing, or the [ of line 1, column 15 is not closed"),
        broken(
            "http:\n  hosts: [*.shop.example]\n",
            "2:12: a value that begins with * or & (expected: quotes around it)"),
        broken(
            "node:\n  id: @host\n",
            "2:7: a value may not begin like this (expected: quotes around it)"),
        broken("http:\n  port: 1\u0000\n", "2:10: a character that does not print, U+0000"),
        broken(
            "http:\n  port: 1\nhttp:\n  port: 2\n",
            "3:1: http: duplicate key (expected: once; the first is in line 1)"),
        broken(
            "- a\n", "1:1: value: a list (expected: a mapping with http, upstreams, cache, ...)"),
        broken("http: {port: 1}\n---\nhttp: {}\n", "2:1: a second document (expected: one)"),
        broken("x: &a 1\n", "1:4: an anchor or alias (expected: the value itself)"),
        broken(
            "http:\n  port:8080\n",
            "2:3: http: value: *** (expected: a space behind the colon of port)"),
        broken(
            "node:\n- id: a\n",
            "2:1: node: value: a list (expected: a mapping with id, without - in front)"),
        broken(
            "rules:\n  name: a\n",
            "2:3: rules: value: a mapping (expected: a list, each a mapping: a rule, with - in front)"),
        broken(
            "http:\n  hosts: shop.example\n",
            "2:10: http.hosts: value: shop.example (expected: a list, each a host name, or *. and a"
                + " domain, in brackets)"),
        broken(
            "rules:\n- match: {path: '/a/{id}'}\n  tags: [a:{id}]\n",
            "3:10: rules[0].tags[0]: value: a mapping (expected: a tag such as product:{id}, in"
                + " quotes)"),
        broken("uptreams: {}\n", "1:1: uptreams: unknown key (did you mean upstreams?)"),
        broken("http.port: 8080\n", "1:1: http.port: unknown key (expected: port below http:)"),
        broken(
            "cache:\n  max-header-bytes: 1KiB\n",
            "2:3: cache.max-header-bytes: unknown key (did you mean http.max-header-bytes?)"),
        broken(
            "http:\n  maxBodyBytes: 1\n",
            "2:3: http.maxBodyBytes: unknown key (did you mean max-body-bytes?)"),
        broken(
            "upstreams:\n  api:\n    origins: [http://a]\n    health: {path: /h, intervall: 5s}\n",
            "4:24: upstreams.api.health.intervall: unknown key (did you mean interval?)"),
        broken(
            "rules:\n- name: a\n  match:\n    paths: /a\n",
            "4:5: rules[0].match.paths: unknown key (did you mean path?)"),
        broken(
            "upstreams:\n  api:\n    balance: round-robin\n",
            "3:14: upstreams.api.origins: value: nothing (expected: a list of one or more, each an"
                + " origin such as http://host:8080 or https://host, without user and path, or a"
                + " mapping of url and weight)"),
        broken(
            "fetch:\n  connect-timeout: 5\n",
            "2:20: fetch.connect-timeout: value: 5 (expected: a duration from 1ms to 5m, such as"
                + " 500ms, 5s, 2m, 1h or PT5S)"),
        broken(
            "http:\n  port: \"8080\"\n",
            "2:9: http.port: value: 8080 (expected: an integer from 0 to 65535, without quotes)"),
        broken(
            "upstreams: {api: http://a}\nrules:\n- {name: a, upstream: apii}\n",
            "3:23: rules[0].upstream: value: apii, which is no upstream (did you mean api?)"),
        broken(
            "admin:\n  tokens:\n  - token-file: nowhere\n",
            "3:17: admin.tokens[0].token-file: file nowhere (expected: to be there)"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void theMistakeIsToldWithItsPlace(String yaml, String fault) throws IOException {
    assertThat(faults(yaml.getBytes(UTF_8))).containsExactly("gateway.yaml:" + fault);
  }

  @Test
  void aDashWithoutASpaceIsNoItem() throws IOException {
    assertThat(faults("rules:\n-name: a\n".getBytes(UTF_8)))
        .containsExactly(
            "gateway.yaml:2:1: -name: unknown key (expected: a space behind the -, if this is an"
                + " item of a list)");
  }

  @Test
  void whatIsNoUtf8IsToldByItsFirstByte() throws IOException {
    assertThat(faults("http:\n  # caf\u00e9\n".getBytes(ISO_8859_1)))
        .containsExactly(
            "gateway.yaml:2:8: byte 0xE9 is not UTF-8 (expected: the file saved as UTF-8)");
    assertThat(faults("http:\n".getBytes(UTF_16)))
        .containsExactly(
            "gateway.yaml:1:1: byte 0xFE is not UTF-8 (expected: the file saved as UTF-8)");
  }

  @Test
  void whatNeedsNoMendingIsTaken() throws IOException {
    for (var fine :
        List.of(
            "",
            "# nothing\n",
            "\uFEFFhttp: {port: 0}\n",
            "http:\r\n  port: 0\r\n",
            "rules:\n# - a\n")) {
      assertThat(faults(fine.getBytes(UTF_8))).as(fine).isEmpty();
    }
  }

  @Test
  void aFileThatHasBecomeEmptyIsTakenForOneThatIsBeingWritten() throws IOException {
    var path = Files.writeString(directory.resolve("gateway.yaml"), "http: {port: 1}");
    var file = new ConfigFile(path);
    assertThat(load(file)).isInstanceOf(ConfigResult.Ok.class);
    Files.writeString(path, "");
    assertThat(Configs.faults(load(file)))
        .containsExactly(
            path
                + ": is empty, and was not before (expected: settings, or a comment that says so)");
    Files.writeString(path, "# nothing\n");
    assertThat(load(file)).isInstanceOf(ConfigResult.Ok.class);
  }

  /** {@code --conf <(template)}: what it said is gone with the first look. */
  @Test
  void aPipeIsReadOnce() throws IOException, InterruptedException {
    var pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    var writer =
        new Thread(
            () -> {
              try {
                Files.writeString(pipe, "http: {port: 1}", StandardOpenOption.WRITE);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writer.start();
    var file = new ConfigFile(pipe);
    var first = load(file);
    writer.join();
    assertThat(Configs.ok(first).http().port()).isEqualTo(1);
    assertThat(Configs.ok(load(file)).http().port()).isEqualTo(1);
    assertThat(first.files()).containsEntry(pipe, Fingerprint.of(pipe));
  }

  @Test
  void aFileOfAnySizeIsReadOnlySoFar() throws IOException {
    assertThat(faults("# x\n".repeat(300_000).getBytes(UTF_8)))
        .containsExactly("gateway.yaml: too long (expected: at most 1048576 characters)");
    assertThat(faults("# x\n".repeat(1_100_000).getBytes(UTF_8)))
        .containsExactly("gateway.yaml: too long (expected: at most 4MiB)");
  }

  @Test
  void whatIsNoReadableFileIsToldAsThat() throws IOException {
    assertThat(faults(directory.resolve("nowhere.yaml")))
        .containsExactly("nowhere.yaml: there is no such file");
    Files.createDirectory(directory.resolve("d"));
    assertThat(faults(directory.resolve("d")))
        .containsExactly("d: is a directory (expected: a file)");
    var secret = Files.writeString(directory.resolve("secret.yaml"), "http: {}");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(secret), "root reads everything");
    assertThat(faults(secret))
        .containsExactly("secret.yaml: may not be read by this user (expected: readable)");
  }
}
