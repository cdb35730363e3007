package io.sluice.gateway.caching;

import java.util.List;

/**
 * A final response's head as it came from the origin.
 *
 * @param status 200–999
 * @param fields as received
 * @param requestTimeMillis when the request was sent, epoch milliseconds
 * @param responseTimeMillis when the head arrived, epoch milliseconds
 */
public record ResponseHead(
    int status, Fields fields, long requestTimeMillis, long responseTimeMillis) {

  /** The Content-Length; -1 where there is none, or no valid one. */
  public long contentLength() {
    return contentLength(fields);
  }

  /** As {@link #contentLength()}. */
  public static long contentLength(Fields fields) {
    List<String> lengths = fields.all(FieldNames.CONTENT_LENGTH);
    try {
      return lengths.size() == 1 ? Long.parseLong(lengths.get(0)) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
