package io.sluice.gateway.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many readers, one producer, and what each must not do to the others. */
class BodyStreamTest {
  private Vertx vertx;
  private Context producer;
  private final RecordingSource source = new RecordingSource();

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    producer = eventLoop();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void readersOnOtherLoopsAllGetTheWholeBodyWhateverTheInterleaving() {
    for (int round = 0; round < 50; round++) {
      var random = new Random(round);
      var expected = Buffer.buffer();
      var chunks = new ArrayList<Buffer>();
      for (int i = 0; i < 1 + random.nextInt(200); i++) {
        var bytes = new byte[1 + random.nextInt(5000)];
        random.nextBytes(bytes);
        chunks.add(Buffer.buffer(bytes));
        expected.appendBytes(bytes);
      }
      var stream = onProducer(() -> new BodyStream(producer, source));
      var clients = new ArrayList<Client>();
      int joinAt = random.nextInt(chunks.size());
      for (int i = 0; i < chunks.size(); i++) {
        if (i == 0 || i == joinAt) {
          clients.add(join(stream));
          clients.add(join(stream));
        }
        var chunk = chunks.get(i);
        producer.runOnContext(v -> stream.append(chunk));
      }
      producer.runOnContext(v -> stream.end(MultiMap.caseInsensitiveMultiMap()));
      for (var client : clients) {
        assertThat(client.body()).as("round %d", round).isEqualTo(expected);
      }
      assertThat(onProducer(stream::whole)).isEqualTo(expected);
    }
  }

  @Test
  void aReaderLetsItsEventLoopLookAfterOthersInBetween() {
    var whole = Buffer.buffer(new byte[4 * 1024 * 1024]);
    var reader =
        onProducer(
            () -> {
              var stream = new BodyStream(producer, source);
              for (int at = 0; at < whole.length(); at += 16 * 1024) {
                stream.append(whole.slice(at, at + 16 * 1024));
              }
              stream.end(MultiMap.caseInsensitiveMultiMap());
              return stream.reserve();
            });
    var client = new Client(reader, Long.MAX_VALUE);
    var meanwhile = new CompletableFuture<Long>();
    client.context.runOnContext(
        v -> {
          client.context.runOnContext(other -> meanwhile.complete(reader.consumedBytes()));
          reader.start(client.context, client);
        });
    assertThat(meanwhile.orTimeout(10, TimeUnit.SECONDS).join()).isBetween(1L, 1024L * 1024);
    assertThat(client.body()).isEqualTo(whole);
  }

  @Test
  void whoObservesABodyThatHasEndedIsToldItsLengthFirst() {
    var seen = new ArrayList<String>();
    onProducer(
        () -> {
          BodyStream.of(producer, Buffer.buffer("four"))
              .observe(
                  new BodyStream.Observer() {
                    @Override
                    public void appended(long totalBytes) {
                      seen.add("appended " + totalBytes);
                    }

                    @Override
                    public void ended(boolean complete) {
                      seen.add("ended " + complete);
                    }
                  });
          return seen;
        });
    assertThat(seen).containsExactly("appended 4", "ended true");
  }

  @Test
  void aReaderThatStopsReadingDoesNotHoldBackTheOthers() {
    var stream = onProducer(() -> new BodyStream(producer, source));
    var stuck = join(stream, 0);
    var fast = join(stream);
    long total = 0;
    for (int i = 0; i < 100; i++) {
      int number = i;
      onProducer(
          () -> {
            stream.append(Buffer.buffer(new byte[64 * 1024]).setByte(0, (byte) number));
            return true;
          });
      total += 64 * 1024;
      fast.awaitBytes(total);
    }
    producer.runOnContext(v -> stream.end(MultiMap.caseInsensitiveMultiMap()));
    assertThat(fast.body().length()).isEqualTo(100 * 64 * 1024);
    assertThat(stuck.received.length()).isEqualTo(64 * 1024);
    assertThat(source.resumes).isEqualTo(source.pauses);
  }

  @Test
  void theOriginIsPausedWhileNobodyKeepsUpAndResumedWhenSomebodyDoes() {
    var stream = onProducer(() -> new BodyStream(producer, source));
    var client = join(stream, 0);
    onProducer(
        () -> {
          for (int i = 0; i < 10; i++) {
            stream.append(Buffer.buffer(new byte[64 * 1024]));
          }
          return true;
        });
    assertThat(source.pauses).isEqualTo(1);
    assertThat(source.resumes).isZero();
    client.allow(Long.MAX_VALUE);
    client.awaitBytes(10 * 64 * 1024);
    source.awaitResume();
  }

  @Test
  void whereOthersWaitForTheEndItIsPausedLaterAndNoReaderIsBrokenOff() {
    var stream = onProducer(() -> new BodyStream(producer, source));
    var client = join(stream, 0);
    onProducer(
        () -> {
          stream.hurry();
          for (int i = 0; i < 64; i++) {
            stream.append(Buffer.buffer(new byte[64 * 1024]));
          }
          return true;
        });
    assertThat(source.pauses).isZero();
    onProducer(
        () -> {
          stream.append(Buffer.buffer(new byte[1]));
          stream.release();
          return true;
        });
    assertThat(source.pauses).isEqualTo(1);
    client.allow(Long.MAX_VALUE);
    client.awaitBytes(64 * 64 * 1024 + 1);
    source.awaitResume();
  }

  @Test
  void withoutReadersARetainedBodyIsFetchedOnAndAReleasedOneIsAbandoned() {
    var stream = onProducer(() -> new BodyStream(producer, source));
    var client = join(stream);
    client.reader.leave();
    onProducer(
        () -> {
          stream.append(Buffer.buffer(new byte[1024 * 1024]));
          return true;
        });
    assertThat(source.pauses).isZero();
    assertThat(source.cancels).isZero();
    onProducer(
        () -> {
          stream.release();
          return true;
        });
    assertThat(source.cancels).isEqualTo(1);
    assertThatThrownBy(() -> onProducer(stream::reserve))
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void aReservedReaderKeepsAReleasedStreamAliveUntilItStarts() {
    var stream = onProducer(() -> new BodyStream(producer, source));
    var reader = onProducer(stream::reserve);
    onProducer(
        () -> {
          stream.release();
          stream.append(Buffer.buffer("half "));
          stream.append(Buffer.buffer("and half"));
          stream.end(MultiMap.caseInsensitiveMultiMap());
          return true;
        });
    var client = new Client(reader, Long.MAX_VALUE);
    client.context.runOnContext(v -> reader.start(client.context, client));
    assertThat(client.body().toString()).isEqualTo("half and half");
    assertThat(source.cancels).isZero();
  }

  @Test
  void oneStalledReaderOfAReleasedBodyIsBrokenOffForTheSakeOfTheOthers() {
    var stream = onProducer(() -> new BodyStream(producer, source));
    var stuck = join(stream, 0);
    var fast = join(stream);
    onProducer(
        () -> {
          stream.release();
          return true;
        });
    long total = 0;
    while (total <= BodyStream.SHARED_LAG_BYTES) {
      onProducer(
          () -> {
            stream.append(Buffer.buffer(new byte[256 * 1024]));
            return true;
          });
      total += 256 * 1024;
      fast.awaitBytes(total);
    }
    assertThatThrownBy(stuck::body).hasRootCauseInstanceOf(BodyStream.LaggingReaderException.class);
    producer.runOnContext(v -> stream.end(MultiMap.caseInsensitiveMultiMap()));
    assertThat(fast.body().length()).isEqualTo((int) total);
  }

  @Test
  void everyReaderSeesTheBreak() {
    var stream = onProducer(() -> new BodyStream(producer, source));
    var one = join(stream);
    var other = join(stream);
    producer.runOnContext(
        v -> {
          stream.append(Buffer.buffer("begun"));
          stream.fail(new IllegalStateException("origin gone"));
        });
    assertThatThrownBy(one::body).hasRootCauseMessage("origin gone");
    assertThatThrownBy(other::body).hasRootCauseMessage("origin gone");
    assertThatThrownBy(() -> onProducer(stream::whole))
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  private Context eventLoop() {
    var loop = new CompletableFuture<Context>();
    vertx
        .deployVerticle(
            context -> {
              loop.complete(context);
              return io.vertx.core.Future.succeededFuture();
            })
        .onFailure(loop::completeExceptionally);
    return loop.join();
  }

  private <T> T onProducer(java.util.function.Supplier<T> action) {
    var result = new CompletableFuture<T>();
    producer.runOnContext(
        v -> {
          try {
            result.complete(action.get());
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result.orTimeout(10, TimeUnit.SECONDS).join();
  }

  private Client join(BodyStream stream) {
    return join(stream, Long.MAX_VALUE);
  }

  private Client join(BodyStream stream, long allowedBytes) {
    var client = new Client(onProducer(stream::reserve), allowedBytes);
    client.context.runOnContext(v -> client.reader.start(client.context, client));
    return client;
  }

  /** A client that takes {@code allowed} bytes and then reports itself full. */
  private final class Client implements BodySink {
    final BodyReader reader;
    final Context context = eventLoop();
    final CompletableFuture<Buffer> done = new CompletableFuture<>();
    final Buffer received = Buffer.buffer();
    private final List<Runnable> whenWritable = new ArrayList<>();
    private volatile long allowed;
    private volatile long receivedBytes;

    Client(BodyReader reader, long allowed) {
      this.reader = reader;
      this.allowed = allowed;
    }

    @Override
    public boolean write(Buffer chunk, Runnable resume) {
      received.appendBuffer(chunk);
      receivedBytes = received.length();
      if (received.length() < allowed) {
        return true;
      }
      whenWritable.add(resume);
      return false;
    }

    void allow(long bytes) {
      context.runOnContext(
          v -> {
            allowed = bytes;
            var pending = List.copyOf(whenWritable);
            whenWritable.clear();
            pending.forEach(Runnable::run);
          });
    }

    @Override
    public void end(MultiMap trailers) {
      done.complete(received);
    }

    @Override
    public void fail(Throwable cause) {
      done.completeExceptionally(cause);
    }

    Buffer body() {
      return done.orTimeout(10, TimeUnit.SECONDS).join();
    }

    void awaitBytes(long bytes) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (receivedBytes < bytes && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(receivedBytes).isGreaterThanOrEqualTo(bytes);
    }
  }

  private static final class RecordingSource implements BodyStream.Source {
    volatile int pauses;
    volatile int resumes;
    volatile int cancels;

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void pause() {
      pauses++;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void resume() {
      resumes++;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void cancel() {
      cancels++;
    }

    void awaitResume() {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (resumes == 0 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(resumes).isEqualTo(1);
    }
  }
}
