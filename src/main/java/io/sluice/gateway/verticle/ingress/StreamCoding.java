package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CodedFields;
import io.sluice.gateway.caching.CodingChoice;
import io.sluice.gateway.caching.CodingTerms;
import io.sluice.gateway.caching.ContentCoding;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.message.BodySink;
import io.sluice.gateway.message.RequestPolicy;
import io.sluice.gateway.spi.ContentCoder;
import io.vertx.core.MultiMap;
import java.util.Set;

/**
 * Decides which answers are compressed on their way, and does it, with gzip: an encoder for br
 * takes megabytes for each answer, outside the heap, and this one a quarter of one.
 */
final class StreamCoding {
  private static final CodingChoice CHOICE = new CodingChoice(Set.of(ContentCoding.GZIP));

  private final CodingTerms terms;
  private final ContentCoder coder;
  private final CodingWork work;

  StreamCoding(CodingTerms terms, ContentCoder coder, CodingWork work) {
    this.terms = terms;
    this.coder = coder;
    this.work = work;
  }

  /**
   * The form of an answer.
   *
   * @param shared whether others get the same body at the same time: what waited for a common fetch
   *     gets it as it is, lest a crowd costs a compression each
   */
  StreamForm form(
      RequestPolicy policy, RequestHead request, int status, StoredFields fields, boolean shared) {
    if (!policy.isCompressed()
        || !terms.cover(status, fields, ResponseHead.contentLength(fields))) {
      return StreamForm.ONLY;
    }
    return !shared && work.hasRoomForStream() && accepts(request)
        ? StreamForm.GZIP
        : StreamForm.IDENTITY;
  }

  private static boolean accepts(RequestHead request) {
    return CHOICE.of(request.fields()) != null
        && !CodingTerms.forbidsTransforming(request.fields());
  }

  /**
   * Takes the range out of a request that may ask for the rest of a coded form: the origin would
   * answer with a part of other bytes.
   */
  static void dropUnsafeRange(RequestPolicy policy, RequestHead request, MultiMap originFields) {
    if (policy.isCompressed() && CodedFields.mayResumeCoded(request.fields()) && accepts(request)) {
      originFields.remove("range").remove("if-range");
    }
  }

  /** A sink that compresses for another; to be closed when the client leaves. */
  GzipSink sink(BodySink sink) {
    work.streamBegun();
    return new GzipSink(sink, coder.gzip(), work::streamEnded);
  }
}
