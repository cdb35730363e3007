package io.sluice.gateway.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code gateway.yaml}: reads it, as often as need be, and what it says. */
public final class ConfigFile {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Path path;
  private byte @Nullable [] once;
  private boolean hadContent;

  /**
   * @param path also the file's name in messages
   */
  public ConfigFile(Path path) {
    this.path = path;
  }

  /** Why there is no text. */
  private static final class UnreadableException extends Exception {
    private final transient Raw.Mark mark;
    private final String reason;

    UnreadableException(Raw.Mark mark, String reason) {
      super(reason);
      this.mark = mark;
      this.reason = reason;
    }

    UnreadableException(String reason) {
      this(Raw.Mark.of(""), reason);
    }
  }

  /**
   * The configuration that the file and other sources make; blocks.
   *
   * @param sources adds the others
   */
  public synchronized ConfigResult load(Function<ConfigSources.File, ConfigSources> sources) {
    var absolute = path.toAbsolutePath();
    var directory = absolute.getParent();
    try {
      boolean regular = Files.isRegularFile(path);
      var bytes = once == null ? bytes(path) : once;
      if (!regular && once == null) {
        // A pipe, which would be found empty the next time.
        once = bytes;
      }
      if (bytes.length == 0 && hadContent) {
        throw new UnreadableException(
            "is empty, and was not before (expected: settings, or a comment that says so)");
      }
      hadContent |= bytes.length > 0;
      var file =
          new ConfigSources.File(
              path.toString(), directory == null ? Path.of("") : directory, text(bytes));
      return ConfigLoader.load(sources.apply(file))
          .readFrom(absolute, regular ? Fingerprint.of(bytes) : Fingerprint.of(absolute));
    } catch (UnreadableException e) {
      var fault = new Fault(path.toString(), e.mark.line(), e.mark.column(), "", e.reason);
      return new ConfigResult.Faults(List.of(fault), Map.of(absolute, Fingerprint.of(absolute)));
    }
  }

  private static byte[] bytes(Path path) throws UnreadableException {
    try (var in = Files.newInputStream(path)) {
      var bytes = in.readNBytes(Fingerprint.MAX_BYTES + 1);
      if (bytes.length > Fingerprint.MAX_BYTES) {
        throw new UnreadableException(
            "too long (expected: at most " + Sizes.format(Fingerprint.MAX_BYTES) + ")");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new UnreadableException("there is no such file");
    } catch (AccessDeniedException e) {
      throw new UnreadableException("may not be read by this user (expected: readable)");
    } catch (IOException e) {
      throw new UnreadableException(
          Files.isDirectory(path)
              ? "is a directory (expected: a file)"
              : "cannot be read: " + Printable.of(String.valueOf(e.getMessage())));
    }
  }

  private static String text(byte[] bytes) throws UnreadableException {
    var input = ByteBuffer.wrap(bytes);
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(input).toString();
      return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      int index = input.position();
      var before = new String(bytes, 0, index, StandardCharsets.UTF_8);
      throw new UnreadableException(
          Raw.Mark.at("", before, before.length()),
          "byte 0x%02X is not UTF-8 (expected: the file saved as UTF-8)".formatted(bytes[index]));
    }
  }
}
