package io.sluice.gateway.verticle.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.sluice.gateway.config.JsonPointer;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the scalars that pointers point at, in one pass over a JSON text and without a tree of it.
 *
 * <p>A string counts as its text, a number as it is written, {@code true} and {@code false} as
 * words, and {@code null} as nothing. An array counts as its elements. Of a member that an object
 * has twice, both count: which one an application reads is its own affair.
 */
public final class PointedValues {
  private static final int MAX_DEPTH = 200;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // Names are strangers' words.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final Map<JsonPointer, Set<String>> found = new HashMap<>();
  private final int limit;

  private PointedValues(List<JsonPointer> pointers, int limit) {
    this.limit = limit;
    pointers.forEach(pointer -> found.put(pointer, new LinkedHashSet<>()));
  }

  /** A pointer of which so many tokens have matched. */
  private record Partial(JsonPointer pointer, int matched) {
    boolean isWhole() {
      return matched == pointer.tokens().size();
    }

    @Nullable Partial step(String token) {
      String wanted = pointer.tokens().get(matched);
      return wanted.equals(token) || wanted.equals(JsonPointer.EACH)
          ? new Partial(pointer, matched + 1)
          : null;
    }
  }

  /**
   * The values of each pointer, each once, in the order found.
   *
   * @param limit one more than so many values of a pointer are enough
   * @return empty when the text is no JSON, or is nested too deeply, or an object stands where a
   *     scalar is looked for
   */
  public static Optional<Map<JsonPointer, Set<String>>> read(
      Buffer json, List<JsonPointer> pointers, int limit) {
    var values = new PointedValues(pointers, limit);
    try (var parser = FACTORY.createParser(json.getBytes())) {
      var all = new ArrayList<Partial>();
      pointers.forEach(pointer -> all.add(new Partial(pointer, 0)));
      boolean readable =
          parser.nextToken() != null && values.value(parser, all) && parser.nextToken() == null;
      return readable ? Optional.of(values.found) : Optional.empty();
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  /**
   * Reads the value at whose first token the parser stands.
   *
   * @return false when it is not one that the pointers can mean
   */
  private boolean value(JsonParser parser, List<Partial> here) throws IOException {
    if (here.isEmpty()) {
      parser.skipChildren();
      return true;
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, here);
      case START_ARRAY -> array(parser, here);
      case VALUE_NULL -> true;
      default -> {
        scalar(parser, here);
        yield true;
      }
    };
  }

  private boolean object(JsonParser parser, List<Partial> here) throws IOException {
    boolean readable = here.stream().noneMatch(Partial::isWhole);
    while (readable && parser.nextToken() != JsonToken.END_OBJECT) {
      var below = steps(here, parser.currentName());
      parser.nextToken();
      readable = value(parser, below);
    }
    return readable;
  }

  private boolean array(JsonParser parser, List<Partial> here) throws IOException {
    boolean readable = true;
    for (int i = 0; readable && parser.nextToken() != JsonToken.END_ARRAY; i++) {
      readable = value(parser, steps(here, Integer.toString(i)));
    }
    return readable;
  }

  /** What is left to match below; an array that was pointed at stands for its elements. */
  private static List<Partial> steps(List<Partial> here, String token) {
    var below = new ArrayList<Partial>(here.size());
    for (var partial : here) {
      var next = partial.isWhole() ? partial : partial.step(token);
      if (next != null) {
        below.add(next);
      }
    }
    return below;
  }

  private void scalar(JsonParser parser, List<Partial> here) throws IOException {
    for (var partial : here) {
      var values = found.get(partial.pointer());
      if (partial.isWhole() && values != null && values.size() <= limit) {
        values.add(parser.getText());
      }
    }
  }
}
