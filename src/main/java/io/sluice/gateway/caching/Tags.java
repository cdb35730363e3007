package io.sluice.gateway.caching;

import java.util.ArrayList;
import java.util.List;

/**
 * Typed tags: what an invalidation names and an entry carries. Their types keep one kind from
 * posing as another: {@code t:} plain, {@code g:<origin>:} cache group, {@code h:} host, {@code u:}
 * URI without query, {@code p:} path prefix, {@code *} everything.
 */
public final class Tags {
  /** The tag that every entry carries. */
  public static final String ALL = "*";

  /** How many path prefixes of a URI are tags. */
  public static final int MAX_PREFIXES = 32;

  /** How many characters a plain tag may have. */
  public static final int MAX_LENGTH = 1024;

  private Tags() {}

  /**
   * Whether a plain tag can be named by an invalidation: visible ASCII and inner spaces, without a
   * comma.
   */
  static boolean isNameable(String tag) {
    boolean valid = !tag.isEmpty() && tag.length() <= MAX_LENGTH;
    for (int i = 0; valid && i < tag.length(); i++) {
      valid = tag.charAt(i) >= ' ' && tag.charAt(i) <= '~' && tag.charAt(i) != ',';
    }
    return valid;
  }

  /** A plain tag (surrogate key). */
  public static String plain(String tag) {
    return "t:" + tag;
  }

  /**
   * A cache group of one origin (RFC 9875).
   *
   * @param origin {@code scheme://authority}
   */
  public static String group(String origin, String group) {
    return "g:" + origin + ':' + group;
  }

  /**
   * All responses of a host, on every scheme and port.
   *
   * @param host lower-case, without a port
   */
  public static String host(String host) {
    return "h:" + host;
  }

  /** All variants and queries of one URI. */
  public static String uri(RequestTarget target) {
    return "u:" + target.origin() + target.path();
  }

  /** All URIs whose path begins with this target's path, which ends with a slash. */
  public static String prefix(RequestTarget target) {
    return "p:" + target.origin() + target.path();
  }

  /**
   * The tags that a URI implies: everything, its host, the URI itself, and each prefix of its path
   * that ends with a slash, the first {@value #MAX_PREFIXES} of them.
   */
  public static List<String> implied(RequestTarget target) {
    String path = target.path();
    List<String> tags = new ArrayList<>();
    tags.add(ALL);
    tags.add(host(Authority.host(target.authority())));
    tags.add(uri(target));
    String origin = target.origin();
    for (int i = 0, prefixes = 0; i < path.length() && prefixes < MAX_PREFIXES; i++) {
      if (path.charAt(i) == '/') {
        tags.add("p:" + origin + path.substring(0, i + 1));
        prefixes++;
      }
    }
    return tags;
  }

  /** The hashes ({@link TagHash}) of {@link #implied} and of these typed tags, in that order. */
  public static long[] hashes(RequestTarget target, List<String> tags) {
    String path = target.path();
    long[] prefixes = new long[MAX_PREFIXES];
    int count = 0;
    long state = TagHash.add(TagHash.add(TagHash.START, "p:"), target.scheme());
    state = TagHash.add(TagHash.add(state, "://"), target.authority());
    for (int i = 0; i < path.length() && count < MAX_PREFIXES; i++) {
      state = TagHash.add(state, path.charAt(i));
      if (path.charAt(i) == '/') {
        prefixes[count++] = TagHash.finish(state);
      }
    }
    long[] hashes = new long[3 + count + tags.size()];
    hashes[0] = TagHash.of(ALL);
    hashes[1] = TagHash.of(host(Authority.host(target.authority())));
    hashes[2] = TagHash.of(uri(target));
    System.arraycopy(prefixes, 0, hashes, 3, count);
    int next = 3 + count;
    for (String tag : tags) {
      hashes[next++] = TagHash.of(tag);
    }
    return hashes;
  }
}
