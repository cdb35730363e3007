package io.sluice.gateway.caching;

import io.sluice.gateway.caching.Ranges.ByteRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layout of a multipart/byteranges body (RFC 9110 §14.6), so that the shell only writes slices.
 *
 * @param contentType the value of Content-Type
 * @param parts in order; before each goes its header
 * @param closing what ends the body
 * @param contentLength the length of it all
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record MultipartRanges(
    String contentType, List<Part> parts, byte[] closing, long contentLength) {

  /**
   * One part.
   *
   * @param header delimiter, fields and the empty line
   * @param range the slice of the stored body that follows
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  public record Part(byte[] header, ByteRange range) {}

  /**
   * Lays out.
   *
   * @param partType the stored response's Content-Type, or null
   * @param bodyBytes the length of the stored body
   * @param boundary 1–70 letters and digits that do not occur in the body; random ones will do
   */
  public static MultipartRanges of(
      List<ByteRange> ranges, @Nullable String partType, long bodyBytes, String boundary) {
    List<Part> parts = new ArrayList<>(ranges.size());
    long length = 0;
    for (ByteRange range : ranges) {
      String header =
          "\r\n--"
              + boundary
              + (partType == null ? "" : "\r\nContent-Type: " + partType)
              + "\r\nContent-Range: "
              + range.contentRange(bodyBytes)
              + "\r\n\r\n";
      byte[] bytes = header.getBytes(StandardCharsets.ISO_8859_1);
      parts.add(new Part(bytes, range));
      length += bytes.length + range.length();
    }
    byte[] closing = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.ISO_8859_1);
    return new MultipartRanges(
        "multipart/byteranges; boundary=" + boundary,
        List.copyOf(parts),
        closing,
        length + closing.length);
  }
}
