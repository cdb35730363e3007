package io.sluice.gateway.caching;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Range requests answered from a complete stored response (RFC 9110 §14). */
public final class Ranges {
  /** More ranges than this are answered with the whole (RFC 9110 §17.15). */
  public static final int MAX_RANGES = 16;

  /** What to send. */
  public sealed interface Outcome {
    /** The whole response: no Range, one that is not valid, or one that is not worth serving. */
    record Whole() implements Outcome {}

    /** One part, as a 206 with Content-Range. */
    record Single(ByteRange range) implements Outcome {}

    /** Several parts, in the order asked for, as a 206 multipart/byteranges. */
    record Multiple(List<ByteRange> ranges) implements Outcome {}

    /** 416 with {@code Content-Range: bytes *}{@code /length}. */
    record Unsatisfiable() implements Outcome {}
  }

  /**
   * A range of bytes.
   *
   * @param first the first byte's position
   * @param last the last byte's position, inclusive
   */
  public record ByteRange(long first, long last) {
    /** How many bytes. */
    public long length() {
      return last - first + 1;
    }

    /** The value of Content-Range. */
    public String contentRange(long completeLength) {
      return "bytes " + first + '-' + last + '/' + completeLength;
    }
  }

  private static final Outcome WHOLE = new Outcome.Whole();
  private static final Outcome UNSATISFIABLE = new Outcome.Unsatisfiable();

  private Ranges() {}

  /**
   * Evaluates Range and If-Range. Only a GET answered by a 200 can be partial; the client's other
   * conditions are evaluated before.
   *
   * @param bodyBytes the length of the stored body
   */
  public static Outcome evaluate(
      RequestHead request, StoredResponse stored, long bodyBytes, long nowMillis) {
    String range = request.fields().get(FieldNames.RANGE);
    if (range == null || stored.status() != 200 || !request.method().equals("GET")) {
      return WHOLE;
    }
    String condition = request.fields().get(FieldNames.IF_RANGE);
    if (condition != null && !isSame(Ascii.trim(condition), stored, nowMillis)) {
      return WHOLE;
    }
    return parse(Ascii.trim(range), bodyBytes);
  }

  /** If-Range compares strongly (RFC 9110 §13.1.5). */
  private static boolean isSame(String condition, StoredResponse stored, long nowMillis) {
    EntityTag theirs = EntityTag.parse(condition);
    if (theirs != null) {
      EntityTag ours = stored.entityTag();
      return ours != null && ours.matchesStrongly(theirs);
    }
    return stored.hasStrongLastModified()
        && HttpDate.parse(condition, nowMillis) == stored.lastModifiedMillis();
  }

  private static Outcome parse(String range, long length) {
    int equals = range.indexOf('=');
    if (equals < 0 || !Ascii.regionIs(range, 0, equals, "bytes")) {
      return WHOLE;
    }
    List<ByteRange> ranges = new ArrayList<>(2);
    int count = 0;
    for (int from = equals + 1; from <= range.length(); ) {
      int end = range.indexOf(',', from);
      if (end < 0) {
        end = range.length();
      }
      String spec = Ascii.trim(range.substring(from, end));
      from = end + 1;
      if (spec.isEmpty()) {
        continue;
      }
      if (++count > MAX_RANGES) {
        return WHOLE;
      }
      int dash = spec.indexOf('-');
      long first = dash <= 0 ? -1 : position(spec, 0, dash);
      long last = dash < 0 || dash + 1 == spec.length() ? -1 : position(spec, dash + 1);
      if (dash < 0 || first == -2 || last == -2 || (dash == 0 && last < 0)) {
        return WHOLE;
      }
      if (dash > 0 && last >= 0 && last < first) {
        return WHOLE; // not valid, so the whole field is ignored (§14.2)
      }
      ByteRange satisfiable = satisfiable(first, last, length);
      if (satisfiable != null) {
        ranges.add(satisfiable);
      }
    }
    if (count == 0) {
      return WHOLE;
    }
    if (ranges.isEmpty()) {
      return UNSATISFIABLE;
    }
    if (ranges.size() == 1) {
      return new Outcome.Single(ranges.get(0));
    }
    return isWasteful(ranges, length) ? WHOLE : new Outcome.Multiple(List.copyOf(ranges));
  }

  private static @Nullable ByteRange satisfiable(long first, long last, long length) {
    if (first < 0) { // the last bytes
      return last == 0 || length == 0
          ? null
          : new ByteRange(Math.max(0, length - last), length - 1);
    }
    return first >= length
        ? null
        : new ByteRange(first, last < 0 ? length - 1 : Math.min(last, length - 1));
  }

  /** Overlapping ranges, or together as much as the whole: a waste, or an attack. */
  private static boolean isWasteful(List<ByteRange> ranges, long length) {
    long total = 0;
    for (int i = 0; i < ranges.size(); i++) {
      ByteRange a = ranges.get(i);
      total += a.length();
      for (int j = 0; j < i; j++) {
        ByteRange b = ranges.get(j);
        if (a.first <= b.last && b.first <= a.last) {
          return true;
        }
      }
    }
    return total >= length;
  }

  private static long position(String s, int from) {
    return position(s, from, s.length());
  }

  /** Digits, saturating; -2 when there is anything else. */
  private static long position(String s, int from, int to) {
    long n = 0;
    for (int i = from; i < to; i++) {
      if (!Ascii.isDigit(s.charAt(i))) {
        return -2;
      }
      n = n > Long.MAX_VALUE / 10 - 1 ? Long.MAX_VALUE / 2 : n * 10 + s.charAt(i) - '0';
    }
    return n;
  }
}
