package io.sluice.gateway.caching;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list that keeps its texts in one array: for what every stored response has and
 * hardly anybody reads, since an object for each would take thrice the memory. Reading one by its
 * index passes all before it; iterate.
 */
final class PackedTexts extends AbstractList<String> {
  private static final char END = '\n';

  /** Each text in Latin-1 and its {@link #END}. */
  private final byte[] packed;

  private final int size;

  private PackedTexts(byte[] packed, int size) {
    this.packed = packed;
    this.size = size;
  }

  /** An immutable list of these, which are packed unless one has a character that cannot be. */
  static List<String> of(List<String> texts) {
    if (texts instanceof PackedTexts || texts.isEmpty()) {
      return texts.isEmpty() ? List.of() : texts;
    }
    var packed = new StringBuilder();
    for (String text : texts) {
      if (!text.chars().allMatch(c -> c < 0x100 && c != END)) {
        return List.copyOf(texts);
      }
      packed.append(text).append(END);
    }
    return new PackedTexts(packed.toString().getBytes(StandardCharsets.ISO_8859_1), texts.size());
  }

  /** About how many bytes of heap such a list takes, for weighing. */
  static int byteSize(List<String> texts) {
    if (texts instanceof PackedTexts packed) {
      return 24 + Text.arrayBytes(packed.packed.length);
    }
    int bytes = 0;
    for (String text : texts) {
      bytes += 4 + Text.byteSize(text);
    }
    return bytes;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String get(int index) {
    Objects.checkIndex(index, size);
    int from = 0;
    for (int i = 0; i < index; i++) {
      from = end(from) + 1;
    }
    return text(from, end(from));
  }

  private int end(int from) {
    int end = from;
    while (packed[end] != END) {
      end++;
    }
    return end;
  }

  private String text(int from, int end) {
    return new String(packed, from, end - from, StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof PackedTexts other ? Arrays.equals(packed, other.packed) : super.equals(o);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  @Override
  public Iterator<String> iterator() {
    return new Iterator<>() {
      private int from;

      @Override
      public boolean hasNext() {
        return from < packed.length;
      }

      @Override
      public String next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int start = from;
        int end = end(start);
        from = end + 1;
        return text(start, end);
      }
    };
  }
}
