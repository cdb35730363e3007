package io.sluice.gateway.caching;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The primary cache key: method class, target URI and the parts that a rule adds (RFC 9111 §2).
 * Cheap to make, hash and compare; its digest is made when first asked for, and its text each time.
 */
public final class CacheKey {
  private static final Shared<String> NAMES = new Shared<>();

  private final String method;
  private final RequestTarget target;
  private final List<String> parts;
  private final int hash;
  // Made at most a few times by racing threads, always equal: no need for volatile.
  private @Nullable Digest digest;

  /** Half the memory that its text would take, for keys stay as long as what they lead to. */
  private record Digest(long high, long low) {}

  private CacheKey(String method, RequestTarget target, List<String> parts) {
    this.method = method;
    this.target = target;
    this.parts = parts;
    int h = target.path().hashCode();
    h = 31 * h + (target.query() == null ? 0 : target.query().hashCode());
    h = 31 * h + target.authority().hashCode();
    h = 31 * h + method.hashCode();
    this.hash = 31 * h + parts.hashCode();
  }

  /**
   * @param target equal to the key's
   */
  private CacheKey(CacheKey key, RequestTarget target) {
    this.method = key.method;
    this.target = target;
    this.parts = key.parts;
    this.hash = key.hash;
    this.digest = key.digest;
  }

  /** The key of a request without extra parts; HEAD has GET's. */
  public static CacheKey of(String method, RequestTarget target) {
    return of(method, target, List.of());
  }

  /**
   * The key of a request.
   *
   * @param parts what else selects the response, each made by {@link KeyPart}, in the rule's order
   */
  public static CacheKey of(String method, RequestTarget target, List<String> parts) {
    return new CacheKey(method.equals("HEAD") ? "GET" : method, target, List.copyOf(parts));
  }

  /** The opposite of {@link #text}; empty for what no key prints. */
  public static Optional<CacheKey> parse(String text) {
    String[] words = text.split(" ", -1);
    if (words.length < 2) {
      return Optional.empty();
    }
    try {
      int colon = Math.max(0, words[1].indexOf(':'));
      var target = RequestTarget.parse(words[0], words[1], words[1].substring(0, colon), "nowhere");
      var parts = Arrays.stream(words).skip(2).map(KeyPart::unescape).toList();
      var key = of(words[0], target, parts);
      return key.text().equals(text) ? Optional.of(key) : Optional.empty();
    } catch (InvalidTargetException | IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /** GET for GET and HEAD, otherwise the method. */
  public String method() {
    return method;
  }

  /** The normalised target. */
  public RequestTarget target() {
    return target;
  }

  /** The extra parts; mostly empty. */
  public List<String> parts() {
    return parts;
  }

  /**
   * The canonical printable form: {@code GET https://host/path?query}, then a space and each part
   * with its spaces, backslashes and control characters escaped. Equal exactly for equal keys.
   */
  public String text() {
    var out = new StringBuilder(method).append(' ').append(target.uri());
    for (String part : parts) {
      out.append(' ');
      KeyPart.escape(out, part);
    }
    return out.toString();
  }

  /** The first 128 bits of the SHA-256 of {@link #text}, 32 lower-case hexadecimal digits. */
  public String digest() {
    Digest d = digest;
    if (d == null) {
      String hex = Text.digest128(text());
      digest =
          new Digest(
              Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
      return hex;
    }
    var format = HexFormat.of();
    return format.toHexDigits(d.high()) + format.toHexDigits(d.low());
  }

  /** An equal key for keeping: what other keys have, too, is theirs. */
  public CacheKey shared() {
    String authority = NAMES.of(target.authority());
    return new CacheKey(
        this, new RequestTarget(target.scheme(), authority, target.path(), target.query()));
  }

  /** About how many bytes of heap it takes when it is {@link #shared}. */
  public int byteSize() {
    String query = target.query();
    return Text.byteSize(target.path())
        + (query == null ? 0 : Text.byteSize(query))
        + PackedTexts.byteSize(parts);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return this == o || (o instanceof CacheKey other && isSame(other));
  }

  private boolean isSame(CacheKey other) {
    return hash == other.hash
        && target.equals(other.target)
        && method.equals(other.method)
        && parts.equals(other.parts);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return text();
  }
}
