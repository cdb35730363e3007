package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML, and so JSON, into {@link Raw} values.
 *
 * <p>It builds them from the parser's events by itself, because that leaves out everything that
 * makes YAML dangerous: tags, anchors and aliases are faults, and length, depth and number of nodes
 * are bounded.
 */
final class YamlReader {
  static final int MAX_CHARS = 1 << 20;
  static final int MAX_DEPTH = 32;
  private static final int MAX_NODES = 100_000;
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  private final String source;
  private final Iterator<Event> events;
  private final Problems problems;
  private int nodes;

  private YamlReader(String source, Iterator<Event> events, Problems problems) {
    this.source = source;
    this.events = events;
    this.problems = problems;
  }

  /** Ends reading: what follows makes no sense any more. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unreadable() {
      super(null, null, false, false);
    }
  }

  /** The document; an empty one is an empty mapping. Null after a fault has been reported. */
  static @Nullable Raw read(String source, String text, Problems problems) {
    if (text.length() > MAX_CHARS) {
      problems.fault(
          Raw.Mark.of(source), "", "too long (expected: at most " + MAX_CHARS + " characters)");
      return null;
    }
    try {
      var settings = LoadSettings.builder().setLabel(source).setUseMarks(true).build();
      var events = new Parse(settings).parseString(text).iterator();
      return new YamlReader(source, events, problems).document();
    } catch (Unreadable e) {
      return null;
    } catch (MarkedYamlEngineException e) {
      var fault = YamlFault.of(e);
      problems.fault(at(source, fault.mark()), "", fault.message());
      return null;
    } catch (ReaderException e) {
      problems.fault(
          Raw.Mark.at(source, text, e.getPosition()),
          "",
          "a character that does not print, U+%04X".formatted(e.getCodePoint()));
      return null;
    } catch (YamlEngineException e) {
      problems.fault(Raw.Mark.of(source), "", notYaml(String.valueOf(e.getMessage())));
      return null;
    }
  }

  /** As {@link #read}, for JSON, in which a tab is nothing but white space. */
  static @Nullable Raw readJson(String source, String text, Problems problems) {
    return read(source, text.replace('\t', ' '), problems);
  }

  private static String notYaml(String problem) {
    return "not readable as YAML: " + Printable.of(problem);
  }

  private @Nullable Raw document() {
    events.next(); // the stream's start
    var first = events.next();
    if (first.getEventId() == Event.ID.StreamEnd) {
      return new Raw.Mapping(new Raw.Mark(source, 1, 1), List.of());
    }
    var value = node(events.next(), 0);
    events.next(); // the document's end
    var next = events.next();
    if (next.getEventId() != Event.ID.StreamEnd) {
      fault(next, "a second document (expected: one)");
    }
    if (value instanceof Raw.Scalar scalar && scalar.style() == Raw.Style.NULL) {
      return new Raw.Mapping(scalar.mark(), List.of());
    }
    return value;
  }

  private Raw node(Event event, int depth) {
    if (++nodes > MAX_NODES) {
      throw unreadable(event, "too many values (expected: at most " + MAX_NODES + ")");
    }
    if (depth > MAX_DEPTH) {
      throw unreadable(event, "nested too deeply (expected: at most " + MAX_DEPTH + " levels)");
    }
    if (!(event instanceof NodeEvent node)) {
      throw unreadable(event, notYaml("a value is missing"));
    }
    if (event.getEventId() == Event.ID.Alias || node.getAnchor().isPresent()) {
      throw unreadable(event, "an anchor or alias (expected: the value itself)");
    }
    var mark = at(source, event.getStartMark());
    if (event instanceof ScalarEvent scalar) {
      refuseTag(event, scalar.getTag());
      return new Raw.Scalar(mark, scalar.getValue(), style(scalar));
    }
    if (event instanceof CollectionStartEvent start) {
      refuseTag(event, start.getTag());
    }
    return event.getEventId() == Event.ID.MappingStart
        ? mapping(mark, depth)
        : sequence(mark, depth);
  }

  private Raw sequence(Raw.Mark mark, int depth) {
    var items = new ArrayList<Raw>();
    for (var next = events.next();
        next.getEventId() != Event.ID.SequenceEnd;
        next = events.next()) {
      items.add(node(next, depth + 1));
    }
    return new Raw.Sequence(mark, items);
  }

  private Raw mapping(Raw.Mark mark, int depth) {
    var entries = new ArrayList<Raw.Entry>();
    var seen = new HashMap<String, Raw.Mark>();
    for (var next = events.next(); next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
      var key = node(next, depth + 1);
      var value = node(events.next(), depth + 1);
      if (!(key instanceof Raw.Scalar scalar)) {
        problems.fault(key.mark(), "", "key: " + key.shown() + " (expected: text)");
        continue;
      }
      var first = seen.putIfAbsent(scalar.text(), key.mark());
      if (first != null) {
        problems.fault(
            key.mark(),
            Printable.of(scalar.text()),
            "duplicate key (expected: once; the first is in line " + first.line() + ")");
      } else {
        entries.add(new Raw.Entry(key.mark(), scalar.text(), value));
      }
    }
    return new Raw.Mapping(mark, entries);
  }

  private void refuseTag(Event event, Optional<String> tag) {
    if (tag.isPresent()) {
      fault(event, "tag " + Printable.of(tag.get()) + " (expected: no tag)");
    }
  }

  private static Raw.Style style(ScalarEvent scalar) {
    if (!scalar.isPlain()) {
      return Raw.Style.TEXT;
    }
    return switch (scalar.getValue()) {
      case "", "~", "null" -> Raw.Style.NULL;
      case "true", "false" -> Raw.Style.BOOLEAN;
      default -> NUMBER.matcher(scalar.getValue()).matches() ? Raw.Style.NUMBER : Raw.Style.TEXT;
    };
  }

  private Unreadable unreadable(Event event, String message) {
    fault(event, message);
    return new Unreadable();
  }

  private void fault(Event event, String message) {
    problems.fault(at(source, event.getStartMark()), "", message);
  }

  private static Raw.Mark at(String source, Optional<Mark> mark) {
    return mark.map(m -> new Raw.Mark(source, m.getLine() + 1, m.getColumn() + 1))
        .orElse(Raw.Mark.of(source));
  }
}
