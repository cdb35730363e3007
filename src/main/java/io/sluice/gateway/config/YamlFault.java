package io.sluice.gateway.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * What a text that is no YAML lacks, in the words of somebody who edits a file; the parser's own
 * words are those of its grammar. What is not known here keeps them.
 *
 * @param mark where to look
 */
record YamlFault(Optional<Mark> mark, String message) {

  static YamlFault of(MarkedYamlEngineException e) {
    var context = e.getContext() == null ? "" : e.getContext();
    var problem = e.getProblem();
    var begun = e.getContextMark();
    if (context.contains("quoted scalar") && problem.contains("unexpected end")) {
      return new YamlFault(begun, "the quote that opens here is not closed");
    }
    if (context.contains("flow mapping") || context.contains("flow sequence")) {
      var bracket = context.contains("mapping") ? "{" : "[";
      return new YamlFault(
          e.getProblemMark(),
          "a comma is missing, or the " + bracket + place(begun) + " is not closed");
    }
    if (problem.contains("could not find expected ':'")) {
      return new YamlFault(begun, "a key without a colon (expected: key: value)");
    }
    var told = inPlace(context, problem);
    return new YamlFault(
        e.getProblemMark(), told == null ? "not readable as YAML: " + Printable.of(problem) : told);
  }

  private static @Nullable String inPlace(String context, String problem) {
    if (problem.contains("TAB")) {
      return "a tab (expected: spaces; in YAML no tab indents or separates)";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "a key is not expected here (indented further than the line above it, which has a value"
          + " or lacks its colon?)";
    }
    if (problem.contains("expected <block end>")) {
      return "the indentation fits no line above (expected: as far as the keys or items that this"
          + " one stands with)";
    }
    if (problem.contains("sequence entries are not allowed")) {
      return "an item is not expected here (expected: on a line of its own, below its key)";
    }
    if (context.contains("scanning an alias") || context.contains("scanning an anchor")) {
      return "a value that begins with * or & (expected: quotes around it)";
    }
    if (problem.contains("cannot start any token")) {
      return "a value may not begin like this (expected: quotes around it)";
    }
    return null;
  }

  private static String place(Optional<Mark> mark) {
    return mark.map(m -> " of line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1))
        .orElse("");
  }
}
