package io.sluice.gateway.config;

/**
 * What is wrong with one configured value and where it stands; one line, without secrets.
 *
 * @param source file, {@code environment NAME} or {@code option --set}
 * @param line counted from 1; 0 = the source has no lines
 * @param column counted from 1; 0 = the source has no columns
 * @param key path of the setting; empty = the whole source
 */
public record Fault(String source, int line, int column, String key, String message) {
  @Override
  public String toString() {
    var text = new StringBuilder(source);
    if (line > 0) {
      text.append(':').append(line).append(':').append(column);
    }
    // A variable or option names its setting already.
    var named = line == 0 && (source.startsWith("environment ") || source.startsWith("option "));
    if (!key.isEmpty() && !named) {
      text.append(": ").append(key);
    }
    return text.append(": ").append(message).toString();
  }
}
