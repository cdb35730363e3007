package io.sluice.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.ScriptedOrigin;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The commands that ask a node, pointed at a port that answers and is none. */
class NodeCommandTest {
  private static final List<String> STRANGERS =
      List.of(
          "{}",
          "[1, 2]",
          "\"up\"",
          "17",
          "null",
          "",
          "<html>",
          "{\"memory\": 5}",
          "{\"memory\": {\"totalHits\": {}}, \"redis\": 1, \"file\": [], \"origin\": \"x\","
              + " \"requests\": true, \"saved\": 0, \"node\": 1, \"trusted\": \"no\","
              + " \"lagMillis\": [], \"members\": 2, \"outcome\": 3, \"why\": {}, \"tiers\": {},"
              + " \"id\": {}, \"complete\": \"yes\", \"nodes\": 4, \"state\": []}");

  static Stream<Arguments> commandsAndStrangers() {
    return Stream.of(
            "stats",
            "top --count 1",
            "explain http://shop.test/",
            "purge --tag a",
            "warm http://shop.test/")
        .flatMap(command -> STRANGERS.stream().map(stranger -> Arguments.of(command, stranger)));
  }

  @ParameterizedTest
  @MethodSource("commandsAndStrangers")
  void whoIsNoNodeIsSaidToBeNone(String command, String json) {
    int status = command.startsWith("warm") ? 202 : 200;
    assertThat(run(command, OriginAnswer.status(status).body(json)))
        .contains("is answered, but not as by a node of Sluice (", "--admin");
  }

  @ParameterizedTest
  @FieldSource("STRANGERS")
  void whoRefusesAndIsNoNodeIsSaidToBeNone(String json) {
    assertThat(run("stats", OriginAnswer.status(404).body(json)))
        .isEqualTo("404: no answer of a control API (--admin)");
  }

  /** The one line that is told. */
  private static String run(String command, OriginAnswer answer) {
    var err = new StringWriter();
    int status;
    try (var stranger = ScriptedOrigin.started()) {
      stranger.otherwise(answer);
      status =
          new CommandLine(new SluiceCommand())
              .setOut(new PrintWriter(new StringWriter()))
              .setErr(new PrintWriter(err))
              .execute((command + " --admin " + stranger.url()).split(" "));
    }
    var lines = err.toString().lines().toList();
    assertThat(status).as(err.toString()).isEqualTo(1);
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }
}
