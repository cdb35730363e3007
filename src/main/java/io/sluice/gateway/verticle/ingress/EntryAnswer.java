package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheStatus.XCache;
import io.sluice.gateway.caching.CodedFields;
import io.sluice.gateway.caching.MultipartRanges;
import io.sluice.gateway.caching.Preconditions;
import io.sluice.gateway.caching.Ranges;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.EntryForms;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request with an entry: whole, as a 304, or in ranges. The path of every hit: no I/O, no
 * locks.
 */
final class EntryAnswer {
  static final CharSequence AGE = HttpHeaders.createOptimized("age");
  static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("cache-status");
  static final CharSequence X_CACHE = HttpHeaders.createOptimized("x-cache");
  private static final CharSequence CONTENT_RANGE = HttpHeaders.createOptimized("content-range");
  private static final Ranges.Outcome WHOLE = new Ranges.Outcome.Whole();

  /** Fills in the head of an answer. */
  @FunctionalInterface
  interface Head {
    /**
     * @param headers perhaps with fields that are not the response's, which stay
     * @param fields of the response that are sent
     * @param contentLength of the whole body, where that is sent and nothing else is done to the
     *     head; otherwise negative
     */
    void fill(MultiMap headers, StoredFields fields, long ageSeconds, int contentLength);
  }

  private EntryAnswer() {}

  /** A head that is used once. */
  static Head head(XCache word, String cacheStatus) {
    return (headers, fields, ageSeconds, contentLength) ->
        fill(headers, fields, Long.toString(ageSeconds), word, cacheStatus);
  }

  /**
   * @param form of the several that the entry has, or null where it has but one
   * @return the bytes of body that were sent
   */
  static int write(
      HttpServerRequest request,
      RequestHead head,
      CacheEntry entry,
      EntryForms.@Nullable Form form,
      Head answer,
      long nowMillis) {
    var stored = entry.response();
    HttpServerResponse response = request.response();
    MultiMap headers = response.headers();
    long ageSeconds = stored.currentAgeSeconds(nowMillis);
    if (Preconditions.evaluate(head, stored, nowMillis)
        instanceof Preconditions.Outcome.NotModified notModified) {
      response.setStatusCode(304);
      answer.fill(
          headers, form == null ? notModified.fields() : form.notModifiedFields(), ageSeconds, -1);
      response.end();
      return 0;
    }
    Buffer body = form == null ? entry.body() : form.body();
    var range =
        form != null && CodedFields.mayResumeCoded(head.fields())
            ? WHOLE
            : Ranges.evaluate(head, stored, body.length(), nowMillis);
    var fields = form == null ? stored.sentFields() : form.fields();
    boolean isWhole = range instanceof Ranges.Outcome.Whole;
    if (isWhole && stored.hasContent() && !head.method().equals("HEAD")) {
      response.setStatusCode(stored.status());
      answer.fill(headers, fields, ageSeconds, body.length());
      response.end(body);
      return body.length();
    }
    answer.fill(headers, fields, ageSeconds, -1);
    if (!isWhole) {
      return writeRanges(response, entry, range);
    }
    response.setStatusCode(stored.status());
    if (stored.hasContent()) {
      headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    }
    response.end();
    return 0;
  }

  private static int writeRanges(
      HttpServerResponse response, CacheEntry entry, Ranges.Outcome range) {
    MultiMap headers = response.headers();
    long length = entry.body().length();
    headers.remove(HttpHeaders.CONTENT_LENGTH);
    if (range instanceof Ranges.Outcome.Single single) {
      response.setStatusCode(206);
      headers.set(CONTENT_RANGE, single.range().contentRange(length));
      var part = slice(entry, single.range());
      response.end(part);
      return part.length();
    }
    if (range instanceof Ranges.Outcome.Multiple multiple) {
      return writeParts(response, entry, multiple.ranges());
    }
    response.setStatusCode(416);
    headers.remove(HttpHeaders.CONTENT_TYPE);
    headers.set(CONTENT_RANGE, "bytes */" + length);
    response.end();
    return 0;
  }

  private static int writeParts(
      HttpServerResponse response, CacheEntry entry, List<Ranges.ByteRange> ranges) {
    var random = ThreadLocalRandom.current();
    String boundary = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    var layout =
        MultipartRanges.of(
            ranges,
            entry.response().sentFields().get("content-type"),
            entry.body().length(),
            boundary);
    response.setStatusCode(206);
    response
        .headers()
        .set(HttpHeaders.CONTENT_TYPE, layout.contentType())
        .set(HttpHeaders.CONTENT_LENGTH, Long.toString(layout.contentLength()));
    for (var part : layout.parts()) {
      response.write(Buffer.buffer(part.header()));
      response.write(slice(entry, part.range()));
    }
    response.end(Buffer.buffer(layout.closing()));
    return (int) layout.contentLength();
  }

  private static Buffer slice(CacheEntry entry, Ranges.ByteRange range) {
    return entry.body().slice((int) range.first(), (int) range.last() + 1);
  }

  static void add(MultiMap headers, StoredFields fields) {
    for (int i = 0; i < fields.size(); i++) {
      headers.add(fields.name(i), fields.value(i));
    }
  }

  static void fill(
      MultiMap headers, StoredFields fields, String age, XCache word, String cacheStatus) {
    add(headers, fields);
    headers.set(AGE, age);
    headers.set(CACHE_STATUS, cacheStatus);
    headers.set(X_CACHE, word.name());
  }
}
