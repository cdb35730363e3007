package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheStatus.XCache;
import io.sluice.gateway.caching.EventStream;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.message.BodyReader;
import io.sluice.gateway.verticle.ResponseSink;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** Answers with a body that is still on its way. */
final class StreamAnswer {
  private StreamAnswer() {}

  /**
   * Writes the head, which may be all of it, and starts the reader.
   *
   * @param fields of that form
   */
  static void write(
      Ingress ingress,
      IngressRequest asked,
      int status,
      StoredFields fields,
      String cacheStatus,
      XCache word,
      BodyReader reader,
      StreamForm form) {
    var request = asked.request();
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      reader.leave();
      return;
    }
    response.setStatusCode(status);
    var headers = response.headers();
    EntryAnswer.add(headers, fields);
    headers.set(EntryAnswer.CACHE_STATUS, cacheStatus);
    headers.set(EntryAnswer.X_CACHE, word.name());
    if (RequestChecks.isBodyPending(request)) {
      // Whether the rest of it comes is the client's choice: no request can follow here.
      Closing.afterResponse(request);
    }
    boolean content =
        !request.method().equals(HttpMethod.HEAD)
            && status != 204
            && status != 304
            && status >= 200;
    if (content && !headers.contains(HttpHeaders.CONTENT_LENGTH)) {
      if (request.version() == HttpVersion.HTTP_1_0) {
        // The end of the connection is the only end that such a client can see.
        Closing.afterResponse(request);
      } else {
        response.setChunked(true);
      }
    }
    if (!content) {
      response.end();
      reader.leave();
      return;
    }
    if (EventStream.is(fields.get("content-type"))) {
      new EventStreamAnswer(ingress, asked, reader).start(form);
      return;
    }
    var sink = new ResponseSink(response);
    if (form == StreamForm.GZIP) {
      var gzip = ingress.streamCoding().sink(sink);
      onClientGone(
          asked,
          () -> {
            reader.leave();
            gzip.close();
          });
      reader.start(ingress.context(), gzip);
    } else {
      onClientGone(asked, reader::leave);
      reader.start(ingress.context(), sink);
    }
  }

  /** Runs the action when the client leaves before it has its answer. */
  static void onClientGone(IngressRequest asked, Runnable action) {
    onClientGone(asked.request(), asked.transaction(), action);
  }

  static void onClientGone(HttpServerRequest request, Transaction transaction, Runnable action) {
    var response = request.response();
    Runnable gone =
        () -> {
          transaction.abort();
          action.run();
        };
    response.closeHandler(v -> gone.run());
    response.exceptionHandler(cause -> gone.run());
  }
}
