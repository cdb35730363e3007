package io.sluice.gateway.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that holds one secret, perhaps with a line's end behind it. */
final class SecretFile {
  private static final int MAX_BYTES = 4096;

  private SecretFile() {}

  /** Why there is no secret; says nothing of what is in the file. */
  static final class UnusableException extends Exception {
    private final String reason;

    private UnusableException(Path file, String what) {
      super("file " + Printable.of(file.toString()) + " " + what);
      this.reason = "file " + Printable.of(file.toString()) + " " + what;
    }

    String reason() {
      return reason;
    }
  }

  /**
   * Reads it; blocks.
   *
   * @param form of the secret
   */
  static Secret read(Path file, Kind<String> form) throws UnusableException {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new UnusableException(
            file, "has more than " + MAX_BYTES + " bytes (expected: " + form.expected() + ")");
      }
      var text = new String(bytes, StandardCharsets.UTF_8).strip();
      var raw = new Raw.Scalar(Raw.Mark.of(""), text, Raw.Style.UNTYPED);
      if (form.read(raw, new Reading("", true, new Problems())) == null) {
        throw new UnusableException(
            file, "(expected: " + form.expected() + " in it, and nothing else)");
      }
      return new Secret(text);
    } catch (NoSuchFileException e) {
      throw new UnusableException(file, "(expected: to be there)");
    } catch (AccessDeniedException e) {
      throw new UnusableException(file, "(expected: readable by this user)");
    } catch (IOException e) {
      throw new UnusableException(
          file,
          Files.isDirectory(file) ? "is a directory (expected: a file)" : "(expected: readable)");
    }
  }

  /**
   * The secret of a setting, or of the file that another names; null = there is none, or a fault
   * has been reported.
   */
  static @Nullable Secret find(
      Values values, Setting<String> plain, Setting<Path> inFile, Path directory) {
    var secret = values.find(plain);
    var path = values.find(inFile);
    if (path == null) {
      return secret == null ? null : new Secret(secret);
    }
    if (secret != null) {
      values.fault(inFile, "set beside " + plain.key() + " (expected: one of the two)");
      return null;
    }
    try {
      return read(values.file(inFile, directory.resolve(path)), plain.kind());
    } catch (UnusableException e) {
      values.fault(inFile, e.reason());
      return null;
    }
  }
}
