package io.sluice.gateway.config;

import java.util.List;

/** A value as its source has it, before any setting has looked at it. */
sealed interface Raw {
  Mark mark();

  /** What a message calls this value. */
  String shown();

  /** Where a value stands; line and column count from 1, 0 = the source has none. */
  record Mark(String source, int line, int column) {
    static Mark of(String source) {
      return new Mark(source, 0, 0);
    }

    /** The place of an index of a text. */
    static Mark at(String source, String text, int index) {
      var before = text.substring(0, Math.min(index, text.length()));
      return new Mark(
          source,
          (int) before.chars().filter(c -> c == '\n').count() + 1,
          before.length() - before.lastIndexOf('\n'));
    }
  }

  /** How a scalar was written. */
  enum Style {
    /** Bare in a file, and a text as it stands. */
    TEXT,
    /** Bare in a file, and {@code true} or {@code false}. */
    BOOLEAN,
    /** Bare in a file, and a number. */
    NUMBER,
    /** Bare in a file, and {@code null}, {@code ~} or nothing. */
    NULL,
    /** From the environment or the command line, where everything is text. */
    UNTYPED
  }

  /** A single value. */
  record Scalar(Mark mark, String text, Style style) implements Raw {
    @Override
    public String shown() {
      return style == Style.NULL ? "nothing" : Printable.of(text);
    }
  }

  /** A list. */
  record Sequence(Mark mark, List<Raw> items) implements Raw {
    @Override
    public String shown() {
      return "a list";
    }
  }

  /** Keys and values, in order and without duplicates. */
  record Mapping(Mark mark, List<Entry> entries) implements Raw {
    @Override
    public String shown() {
      return "a mapping";
    }
  }

  /** One key of a mapping, with the place of the key. */
  record Entry(Mark mark, String key, Raw value) {}
}
