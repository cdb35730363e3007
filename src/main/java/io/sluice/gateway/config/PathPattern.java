package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of paths: {@code /articles/{id}}, {@code /img/*.png}, {@code /api/**}.
 *
 * <p>{@code *} stands for any run of characters within a segment, also none; {@code {name}} for a
 * run of at least one, which it captures; {@code **}, alone in its segment, for any number of
 * segments, also none ({@code /api/**} matches {@code /api}). Everything else stands for itself:
 * case and percent-encoding count, and so does a trailing slash.
 *
 * <p>Of several ways to match, the leftmost wildcards take as little as possible. Only the last
 * {@code **}, and within a segment only the last wildcard, ever needs to be extended: what stood
 * before it has matched as early as it can, and a later match of it could not help. So the time is
 * at most path × pattern, and no input makes it explode.
 */
public final class PathPattern {
  private static final int MAX_LENGTH = 1024;

  private final String text;

  /** Empty stands for {@code **}. */
  private final List<Optional<PathSegment>> segments;

  private final List<String> captureNames;

  private PathPattern(
      String text, List<Optional<PathSegment>> segments, List<String> captureNames) {
    this.text = text;
    this.segments = List.copyOf(segments);
    this.captureNames = List.copyOf(captureNames);
  }

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException with what is expected instead
   */
  public static PathPattern compile(String text) {
    if (!text.startsWith("/") || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a path pattern that begins with / and has at most " + MAX_LENGTH + " characters");
    }
    var segments = new ArrayList<Optional<PathSegment>>();
    var names = new ArrayList<String>();
    for (var part : text.substring(1).split("/", -1)) {
      if (part.equals("**")) {
        segments.add(Optional.empty());
      } else {
        segments.add(Optional.of(PathSegment.compile(part, names)));
      }
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("a path pattern that names each capture once");
    }
    return new PathPattern(text, segments, names);
  }

  /** Names of the captures, from left to right. */
  public List<String> captureNames() {
    return captureNames;
  }

  public boolean matches(String path) {
    return match(path, null);
  }

  /** What each capture took, in the order of the pattern; empty = no match. */
  public Optional<Map<String, String>> captures(String path) {
    var bounds = new int[2 * captureNames.size()];
    if (!match(path, bounds)) {
      return Optional.empty();
    }
    var captures = new LinkedHashMap<String, String>();
    for (var i = 0; i < captureNames.size(); i++) {
      captures.put(captureNames.get(i), path.substring(bounds[2 * i], bounds[2 * i + 1]));
    }
    return Optional.of(captures);
  }

  private boolean match(String path, int @Nullable [] bounds) {
    if (!path.startsWith("/")) {
      return false;
    }
    var segment = 0;
    var start = 1; // of the path's current segment; beyond length() when there is none left
    var resumeSegment = -1; // behind the last ** passed
    var resumeStart = 0; // where that ** ends at present
    while (true) {
      var pathLeft = start <= path.length();
      if (segment == segments.size()) {
        if (!pathLeft) {
          return true;
        }
      } else if (segments.get(segment).isEmpty()) {
        segment++;
        if (segment == segments.size()) {
          return true;
        }
        resumeSegment = segment;
        resumeStart = start;
        continue;
      } else if (pathLeft) {
        var end = segmentEnd(path, start);
        if (segments.get(segment).orElseThrow().matches(path, start, end, bounds)) {
          segment++;
          start = end + 1;
          continue;
        }
      }
      if (resumeSegment < 0 || resumeStart > path.length()) {
        return false;
      }
      resumeStart = segmentEnd(path, resumeStart) + 1;
      segment = resumeSegment;
      start = resumeStart;
    }
  }

  private static int segmentEnd(String path, int start) {
    var slash = path.indexOf('/', start);
    return slash < 0 ? path.length() : slash;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathPattern pattern && text.equals(pattern.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
