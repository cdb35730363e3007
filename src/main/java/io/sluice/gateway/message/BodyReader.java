package io.sluice.gateway.message;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One client's walk along a {@link BodyStream}. It is reserved on the producer's event loop, handed
 * to the client's, and started there.
 */
public final class BodyReader {
  /**
   * So much is read before the event loop gets to look after others, and to hear that this client
   * has left: a fast origin would otherwise keep it here to the end of the body.
   */
  private static final int TURN_BYTES = 256 * 1024;

  private final BodyStream stream;
  private final AtomicBoolean signalled = new AtomicBoolean();
  private volatile long consumedBytes;
  private volatile boolean done;
  private volatile @Nullable Context context;
  // Touched on the reader's event loop only.
  private BodyStream.Link at;
  private BodySink sink = UNSTARTED;
  private boolean waitingForSink;

  BodyReader(BodyStream stream, BodyStream.Link start) {
    this.stream = stream;
    this.at = start;
  }

  /** Begins to deliver to {@code sink}; on the reader's own event loop, once. */
  public void start(Context context, BodySink sink) {
    this.sink = sink;
    this.context = context;
    if (done) {
      sink.fail(new BodyStream.LaggingReaderException());
    } else {
      signal();
    }
  }

  /** Stops reading: the client has left. Safe from any thread, and more than once. */
  public void leave() {
    done = true;
    stream.left(this);
  }

  long consumedBytes() {
    return consumedBytes;
  }

  /** Something was appended; any thread. Several signals before the reader runs become one. */
  void signal() {
    Context own = context;
    if (own == null || done || !signalled.compareAndSet(false, true)) {
      return;
    }
    if (Vertx.currentContext() == own) {
      drain();
    } else {
      own.runOnContext(v -> drain());
    }
  }

  void breakOff(Throwable cause) {
    Context own = context;
    if (own == null) {
      leave();
    } else {
      own.runOnContext(v -> finish(() -> sink.fail(cause)));
    }
  }

  private void drain() {
    signalled.set(false);
    if (waitingForSink) {
      return;
    }
    int turn = 0;
    BodyStream.Link next;
    while (!done && (next = at.next) != null) {
      if (turn > TURN_BYTES) {
        yieldTurn();
        return;
      }
      turn += next.chunk.length();
      at = next;
      if (next.failure != null) {
        var failure = next.failure;
        finish(() -> sink.fail(failure));
      } else if (next.trailers != null) {
        var trailers = next.trailers;
        finish(() -> sink.end(trailers));
      } else if (!sink.write(next.chunk, this::writable)) {
        waitingForSink = true;
        return;
      } else {
        consumed(next.chunk.length());
      }
    }
  }

  private void yieldTurn() {
    Context own = context;
    if (own != null && signalled.compareAndSet(false, true)) {
      own.runOnContext(v -> drain());
    }
  }

  private void writable() {
    if (waitingForSink) {
      waitingForSink = false;
      consumed(at.chunk.length());
      drain();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: this reader's event loop
  private void consumed(int bytes) {
    consumedBytes += bytes;
    stream.progressed();
  }

  private void finish(Runnable last) {
    if (!done) {
      leave();
      last.run();
    }
  }

  private static final BodySink UNSTARTED =
      new BodySink() {
        @Override
        public boolean write(Buffer chunk, Runnable whenWritable) {
          throw new IllegalStateException("not started");
        }

        @Override
        public void end(MultiMap trailers) {}

        @Override
        public void fail(Throwable cause) {}
      };
}
