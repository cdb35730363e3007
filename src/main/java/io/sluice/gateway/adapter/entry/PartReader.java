package io.sluice.gateway.adapter.entry;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@link PartWriter} wrote, in the same order.
 *
 * <p>Never reads beyond the bytes nor allocates more than they can hold; every method throws {@link
 * Malformed} for what cannot have been written.
 */
final class PartReader {

  /** The bytes are not what a writer of this format writes. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  private final Buffer in;
  private int at;

  PartReader(Buffer in) {
    this.in = in;
  }

  long number() throws Malformed {
    need(Long.BYTES);
    long value = in.getLong(at);
    at += Long.BYTES;
    return value;
  }

  long number(long least, long most) throws Malformed {
    long value = number();
    if (value < least || value > most) {
      throw new Malformed("number: " + value + " (expected: " + least + " to " + most + ")");
    }
    return value;
  }

  String text() throws Malformed {
    int length = length(1);
    var value = in.getString(at, at + length, "UTF-8");
    at += length;
    return value;
  }

  List<String> texts() throws Malformed {
    int count = length(Integer.BYTES);
    var values = new ArrayList<String>(count);
    for (int i = 0; i < count; i++) {
      values.add(text());
    }
    return values;
  }

  boolean isAtEnd() {
    return at == in.length();
  }

  void end() throws Malformed {
    if (!isAtEnd()) {
      throw new Malformed(in.length() - at + " bytes too many");
    }
  }

  /** A count of things that take at least so many bytes each, all of them still to come. */
  private int length(int bytesEach) throws Malformed {
    need(Integer.BYTES);
    int length = in.getInt(at);
    at += Integer.BYTES;
    if (length < 0 || (long) length * bytesEach > in.length() - at) {
      throw new Malformed("length: " + length + " of " + (in.length() - at) + " bytes");
    }
    return length;
  }

  private void need(int bytes) throws Malformed {
    if (in.length() - at < bytes) {
      throw new Malformed("cut off");
    }
  }
}
