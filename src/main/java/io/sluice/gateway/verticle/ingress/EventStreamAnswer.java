package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.message.BodyReader;
import io.sluice.gateway.message.BodySink;
import io.sluice.gateway.verticle.ResponseSink;
import io.sluice.gateway.verticle.port.ConnectionWatch;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Answers with server-sent events: the head goes out before the first of them, the connection may
 * be silent between two, and when the node stops they stop, too.
 */
final class EventStreamAnswer implements BodySink {
  private final Ingress ingress;
  private final IngressRequest asked;
  private final HttpServerRequest request;
  private final BodyReader reader;
  private final Runnable tightenIdleLimit;
  private final Runnable stop = this::stop;
  private BodySink sink;
  private Runnable closeSink = () -> {};
  private boolean over;

  EventStreamAnswer(Ingress ingress, IngressRequest asked, BodyReader reader) {
    this.ingress = ingress;
    this.asked = asked;
    this.request = asked.request();
    this.reader = reader;
    this.sink = new ResponseSink(request.response());
    this.tightenIdleLimit =
        ConnectionWatch.relax(request, ingress.services().http().streamIdleTimeout());
  }

  /** After the fields are set. */
  void start(StreamForm form) {
    if (form == StreamForm.GZIP) {
      var gzip = ingress.streamCoding().sink(sink);
      sink = gzip;
      closeSink = gzip::close;
    }
    StreamAnswer.onClientGone(asked, this::leave);
    request.response().writeHead();
    ingress.drain().endless(stop);
    reader.start(ingress.context(), this);
  }

  private void leave() {
    reader.leave();
    closeSink.run();
    over();
  }

  private void stop() {
    leave();
    request.response().reset();
  }

  private void over() {
    if (!over) {
      over = true;
      ingress.drain().ended(stop);
      tightenIdleLimit.run();
    }
  }

  @Override
  public boolean write(Buffer chunk, Runnable whenWritable) {
    return sink.write(chunk, whenWritable);
  }

  @Override
  public void end(MultiMap trailers) {
    sink.end(trailers);
    over();
  }

  @Override
  public void fail(Throwable cause) {
    sink.fail(cause);
    over();
  }
}
