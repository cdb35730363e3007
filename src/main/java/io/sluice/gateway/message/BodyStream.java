package io.sluice.gateway.message;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A response body that one origin fetch produces and any number of clients read.
 *
 * <p>The body is a chain of links that only grows at its end. The producer, on its own event loop,
 * appends; each {@link BodyReader}, on the event loop of its client, walks the chain at its own
 * pace. A link is published by one volatile write, so nobody takes a lock. Nothing here holds a
 * link that all readers have passed, unless the stream is <em>retained</em>: then its first link is
 * kept so that later readers begin at the beginning and a complete body can be stored.
 *
 * <p>Back-pressure: a retained stream is held in memory anyway (its owner bounds it and calls
 * {@link #release()} when it grows too large), so it pauses the origin only while even the fastest
 * reader is more than a window behind; a slow client slows nobody. A released stream keeps nothing:
 * it follows its fastest reader too, and a reader that falls more than {@link #SHARED_LAG_BYTES}
 * behind is broken off, because waiting for it would let one stalled client stop all others.
 */
public final class BodyStream {

  /** How far, in bytes, the origin may run ahead of the fastest reader. */
  static final long WINDOW_BYTES = 256 * 1024;

  /** How far, in bytes, a reader of a released stream may fall behind the producer. */
  static final long SHARED_LAG_BYTES = 8 * 1024 * 1024;

  /** What the producer's side must offer: to stop and restart the origin, and to abandon it. */
  public interface Source {
    void pause();

    void resume();

    void cancel();
  }

  /** Sees the body grow and end; called on the producer's event loop. */
  public interface Observer {
    void appended(long totalBytes);

    /** Once, also when it had ended before the observer came. */
    void ended(boolean complete);
  }

  /** One chunk, or one of the two ends. */
  static final class Link {
    final Buffer chunk;
    final @Nullable MultiMap trailers;
    final @Nullable Throwable failure;
    volatile @Nullable Link next;

    Link(Buffer chunk, @Nullable MultiMap trailers, @Nullable Throwable failure) {
      this.chunk = chunk;
      this.trailers = trailers;
      this.failure = failure;
    }

    boolean isLast() {
      return trailers != null || failure != null;
    }
  }

  private static final Buffer NOTHING = Buffer.buffer(0);

  private final Context producer;
  private final Source source;
  private final List<BodyReader> readers = new CopyOnWriteArrayList<>();
  private final AtomicBoolean paused = new AtomicBoolean();
  private volatile @Nullable Link first;
  // The rest is the producer's: touched on its event loop only.
  private Link last;
  private long appendedBytes;
  private long windowBytes = WINDOW_BYTES;
  private boolean abandonWhenUnread;
  private @Nullable Observer observer;

  /** A retained stream; {@code producer} is the event loop that appends. */
  public BodyStream(Context producer, Source source) {
    this.producer = producer;
    this.source = source;
    this.last = new Link(NOTHING, null, null);
    this.first = last;
  }

  /** A body that is already whole: for answers that never touch an origin, and for tests. */
  public static BodyStream of(Context context, Buffer body) {
    var stream = new BodyStream(context, NO_SOURCE);
    if (body.length() > 0) {
      stream.append(body);
    }
    stream.end(MultiMap.caseInsensitiveMultiMap());
    return stream;
  }

  /**
   * A reader that will begin at the first byte. It counts as a reader from now on, so the stream
   * may be released at once; it must be started or leave. On the producer's event loop.
   *
   * @throws IllegalStateException when the stream was released before
   */
  public BodyReader reserve() {
    Link start = first;
    if (start == null) {
      throw new IllegalStateException("the beginning of this body is gone");
    }
    var reader = new BodyReader(this, start);
    readers.add(reader);
    return reader;
  }

  /**
   * Lets the origin run further ahead of a slow reader, since others wait for the end; so far that
   * no reader is broken off should the stream be released. On the producer's event loop.
   */
  public void hurry() {
    windowBytes = SHARED_LAG_BYTES / 2;
    reconsider();
  }

  /** Lets one observer watch; on the producer's event loop. */
  public void observe(Observer observer) {
    this.observer = observer;
    if (appendedBytes > 0) {
      observer.appended(appendedBytes);
    }
    if (last.isLast()) {
      observer.ended(last.failure == null);
    }
  }

  /** Whether {@link #reserve} still works. */
  public boolean isRetained() {
    return first != null;
  }

  /**
   * Gives up the beginning: the body is not going to be stored and nobody joins from now on. The
   * fetch is abandoned once no reader is left. On the producer's event loop.
   */
  public void release() {
    first = null;
    abandonWhenUnread = true;
    reconsider();
  }

  /** Bytes appended so far; on the producer's event loop. */
  public long appendedBytes() {
    return appendedBytes;
  }

  /** Whether the end, good or bad, was appended; on the producer's event loop. */
  public boolean isEnded() {
    return last.isLast();
  }

  /**
   * The whole body in one buffer, of a retained stream that has ended well; on the producer's event
   * loop.
   */
  public Buffer whole() {
    Link link = first;
    if (link == null || !last.isLast() || last.failure != null) {
      throw new IllegalStateException("not a complete, retained body");
    }
    Link only = link.next;
    if (only != null && (only.next == null || only.next == last)) {
      return only.chunk;
    }
    var whole = Buffer.buffer((int) appendedBytes);
    while ((link = link.next) != null && !link.isLast()) {
      whole.appendBuffer(link.chunk);
    }
    return whole;
  }

  public void append(Buffer chunk) {
    appendedBytes += chunk.length();
    link(new Link(chunk, null, null));
    if (observer != null) {
      observer.appended(appendedBytes);
    }
    reconsider();
  }

  public void end(MultiMap trailers) {
    link(new Link(NOTHING, trailers, null));
  }

  public void fail(Throwable cause) {
    if (!last.isLast()) {
      link(new Link(NOTHING, null, cause));
    }
  }

  private void link(Link link) {
    Link before = last;
    last = link;
    if (link.isLast() && observer != null) {
      // Before any reader can see the end: a client that has the whole answer finds it stored.
      observer.ended(link.failure == null);
    }
    before.next = link;
    for (var reader : readers) {
      reader.signal();
    }
  }

  /** A reader moved on or left; any thread. */
  void progressed() {
    if (paused.get()) {
      onProducer(this::reconsider);
    }
  }

  void left(BodyReader reader) {
    readers.remove(reader);
    onProducer(this::reconsider);
  }

  private void onProducer(Runnable action) {
    if (Vertx.currentContext() == producer) {
      action.run();
    } else {
      producer.runOnContext(v -> action.run());
    }
  }

  /** Decides whether the origin may go on; on the producer's event loop. */
  private void reconsider() {
    if (last.isLast()) {
      return;
    }
    if (readers.isEmpty()) {
      if (abandonWhenUnread) {
        fail(new AbandonedException());
        source.cancel();
      } else if (paused.compareAndSet(true, false)) {
        source.resume();
      }
      return;
    }
    long fastest = 0;
    for (var reader : readers) {
      fastest = Math.max(fastest, reader.consumedBytes());
      if (first == null && appendedBytes - reader.consumedBytes() > SHARED_LAG_BYTES) {
        reader.breakOff(new LaggingReaderException());
      }
    }
    if (appendedBytes - fastest > windowBytes) {
      if (paused.compareAndSet(false, true)) {
        source.pause();
        // A reader may have moved between the look and the pause, and found nothing to report.
        for (var reader : readers) {
          if (appendedBytes - reader.consumedBytes() <= windowBytes) {
            resume();
            return;
          }
        }
      }
    } else {
      resume();
    }
  }

  private void resume() {
    if (paused.compareAndSet(true, false)) {
      source.resume();
    }
  }

  /** Nobody was left to read an unstorable body. */
  static final class AbandonedException extends RuntimeException {
    AbandonedException() {
      super("every reader left", null, false, false);
    }
  }

  /** One reader held back a body that others share. */
  static final class LaggingReaderException extends RuntimeException {
    LaggingReaderException() {
      super("reader too slow for a shared body", null, false, false);
    }
  }

  private static final Source NO_SOURCE =
      new Source() {
        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void cancel() {}
      };
}
