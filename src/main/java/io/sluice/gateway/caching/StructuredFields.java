package io.sluice.gateway.caching;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A strict parser of structured-field dictionaries and lists (RFC 9651 §4.2). Parameters are
 * checked and dropped, since no field that this package reads defines any that matter.
 *
 * <p>Bare items are {@link Long}, {@link BigDecimal}, {@link String}, {@link Token}, {@link
 * ByteBuffer}, {@link Boolean}, {@link Date} and {@link DisplayString}; inner lists are {@link
 * List}s of them.
 */
final class StructuredFields {

  /** A token. */
  record Token(String value) {}

  /** A date, seconds since the epoch. */
  record Date(long epochSeconds) {}

  /** A display string, decoded. */
  record DisplayString(String value) {}

  /** Signals that the whole field has to be ignored; never leaves this class. */
  private static final class Malformed extends RuntimeException {
    Malformed() {
      super(null, null, false, false);
    }
  }

  private final String text;
  private int at;

  private StructuredFields(List<String> lines) {
    this.text = lines.size() == 1 ? lines.get(0) : String.join(",", lines);
  }

  /** The dictionary, of duplicate keys the last; null when it is malformed. */
  static @Nullable Map<String, Object> dictionary(List<String> lines) {
    try {
      return new StructuredFields(lines).parseDictionary();
    } catch (Malformed e) {
      return null;
    }
  }

  /** The list's members; null when it is malformed. */
  static @Nullable List<Object> list(List<String> lines) {
    try {
      return new StructuredFields(lines).parseList();
    } catch (Malformed e) {
      return null;
    }
  }

  /** A string as it stands in a structured field; the text must be printable ASCII (§4.1.6). */
  static String string(String s) {
    return '"' + s.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private Map<String, Object> parseDictionary() {
    var members = new LinkedHashMap<String, Object>();
    skipSpaces();
    while (at < text.length()) {
      String key = key();
      Object value;
      if (peek() == '=') {
        at++;
        value = member();
      } else {
        value = true;
        parameters();
      }
      members.remove(key); // the last one also takes the last place
      members.put(key, value);
      separator();
    }
    return members;
  }

  private List<Object> parseList() {
    List<Object> members = new ArrayList<>();
    skipSpaces();
    while (at < text.length()) {
      members.add(member());
      separator();
    }
    return members;
  }

  /** Consumes the comma after a member; at the end of the text there need be none. */
  private void separator() {
    while (Ascii.isOws(peek())) {
      at++;
    }
    if (at == text.length()) {
      return;
    }
    expect(',');
    while (Ascii.isOws(peek())) {
      at++;
    }
    if (at == text.length()) {
      throw new Malformed(); // a trailing comma
    }
  }

  private Object member() {
    if (peek() != '(') {
      return item();
    }
    at++;
    List<Object> items = new ArrayList<>();
    while (true) {
      skipSpaces();
      if (peek() == ')') {
        at++;
        parameters();
        return items;
      }
      items.add(item());
      if (peek() != ' ' && peek() != ')') {
        throw new Malformed();
      }
    }
  }

  private Object item() {
    Object value = bareItem();
    parameters();
    return value;
  }

  private void parameters() {
    while (peek() == ';') {
      at++;
      skipSpaces();
      key();
      if (peek() == '=') {
        at++;
        bareItem();
      }
    }
  }

  private String key() {
    int from = at;
    char c = peek();
    if (c != '*' && (c < 'a' || c > 'z')) {
      throw new Malformed();
    }
    while (isKeyChar(c)) {
      at++;
      c = peek();
    }
    return text.substring(from, at);
  }

  private static boolean isKeyChar(char c) {
    return (c >= 'a' && c <= 'z') || Ascii.isDigit(c) || "_-.*".indexOf(c) >= 0;
  }

  private Object bareItem() {
    char c = peek();
    if (c == '-' || Ascii.isDigit(c)) {
      return number();
    }
    if (c == '"') {
      return string();
    }
    if (c == '*' || Ascii.isAlpha(c)) {
      return token();
    }
    return switch (c) {
      case ':' -> bytes();
      case '?' -> bool();
      case '@' -> date();
      case '%' -> displayString();
      default -> throw new Malformed();
    };
  }

  private Object number() {
    int from = at;
    if (peek() == '-') {
      at++;
    }
    int digits = at;
    while (Ascii.isDigit(peek())) {
      at++;
    }
    int integerLength = at - digits;
    if (peek() != '.') {
      if (integerLength < 1 || integerLength > 15) {
        throw new Malformed();
      }
      return Long.parseLong(text.substring(from, at));
    }
    int point = at++;
    while (Ascii.isDigit(peek())) {
      at++;
    }
    int fraction = at - point - 1;
    if (integerLength < 1 || integerLength > 12 || fraction < 1 || fraction > 3) {
      throw new Malformed();
    }
    return new BigDecimal(text.substring(from, at));
  }

  private String string() {
    var out = new StringBuilder();
    at++;
    while (true) {
      char c = next();
      if (c == '"') {
        return out.toString();
      }
      if (c == '\\') {
        c = next();
        if (c != '"' && c != '\\') {
          throw new Malformed();
        }
      } else if (c < ' ' || c > '~') {
        throw new Malformed();
      }
      out.append(c);
    }
  }

  private Token token() {
    int from = at;
    while (Ascii.isTokenChar(peek()) || peek() == ':' || peek() == '/') {
      at++;
    }
    return new Token(text.substring(from, at));
  }

  private ByteBuffer bytes() {
    int end = text.indexOf(':', at + 1);
    if (end < 0) {
      throw new Malformed();
    }
    String base64 = text.substring(at + 1, end);
    at = end + 1;
    try {
      return ByteBuffer.wrap(Base64.getDecoder().decode(base64)).asReadOnlyBuffer();
    } catch (IllegalArgumentException e) {
      throw new Malformed();
    }
  }

  private Boolean bool() {
    at++;
    return switch (next()) {
      case '1' -> true;
      case '0' -> false;
      default -> throw new Malformed();
    };
  }

  private Date date() {
    at++;
    if (number() instanceof Long seconds) {
      return new Date(seconds);
    }
    throw new Malformed();
  }

  private DisplayString displayString() {
    at++;
    expect('"');
    var bytes = ByteBuffer.allocate(text.length() - at);
    for (char c = next(); c != '"'; c = next()) {
      if (c < ' ' || c > '~') {
        throw new Malformed();
      }
      bytes.put(c == '%' ? (byte) (hexDigit() * 16 + hexDigit()) : (byte) c);
    }
    try {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      return new DisplayString(decoder.decode(bytes.flip()).toString());
    } catch (CharacterCodingException e) {
      throw new Malformed();
    }
  }

  private int hexDigit() {
    int digit = "0123456789abcdef".indexOf(next());
    if (digit < 0) {
      throw new Malformed();
    }
    return digit;
  }

  private void skipSpaces() {
    while (peek() == ' ') {
      at++;
    }
  }

  /** The character at hand, NUL at the end (and NUL is valid nowhere). */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private char next() {
    if (at == text.length()) {
      throw new Malformed();
    }
    return text.charAt(at++);
  }

  private void expect(char c) {
    if (next() != c) {
      throw new Malformed();
    }
  }
}
