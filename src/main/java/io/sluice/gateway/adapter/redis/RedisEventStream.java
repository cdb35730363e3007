package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.spi.EventStream;
import io.sluice.gateway.spi.LogBudget;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis stream, read as a consumer of a group over a connection of its own, on which reading
 * blocks.
 *
 * <p>What this consumer was given and has not finished is read again after each connection: a reply
 * may have been lost with the one before. What others have not finished for a while is claimed, and
 * then read in the same way, since before Redis 7 that alone tells of entries that were trimmed
 * meanwhile. The server counts a delivery when it hands an entry out, and not when it is held or
 * claimed, so that an outage makes no entry look as if it had ended the nodes that took it.
 */
public final class RedisEventStream implements EventStream {

  /**
   * Which stream, and as whom.
   *
   * @param key the whole of it
   * @param consumer unique in the group; the same after a restart finds what it had not finished
   * @param claimAfter what another has not finished for so long is taken from it
   */
  public record Options(String key, String group, String consumer, Duration claimAfter) {}

  private static final Logger LOG = LoggerFactory.getLogger(RedisEventStream.class);

  /** Entries handed out at once: with a thousand tags each still one commit. */
  private static final int ENTRIES = 10;

  /** Entries claimed at once; they are handed out as the others are. */
  private static final int CLAIMS = 100;

  private static final String START = "0-0";
  private static final long PAUSE_MILLIS = 1000;
  private static final Request PING = Request.cmd(Command.PING);

  private final Vertx vertx;
  private final RedisSettings settings;
  private final Options options;
  private final RedisDialer dialer;
  private final LogBudget budget = new LogBudget(3, Duration.ofMinutes(1), System::nanoTime);
  private @Nullable RedisConnection connection;
  private @Nullable Promise<List<Entry>> waiting;
  private boolean busy;
  private boolean grouped;
  private boolean unfinished;
  private String claimCursor = START;
  private long claimDueNanos = System.nanoTime();
  private long probeTimer = -1;

  private RedisEventStream(Vertx vertx, Context context, RedisEndpoint endpoint, Options options) {
    this.vertx = vertx;
    this.settings = endpoint.settings();
    this.options = options;
    this.dialer =
        new RedisDialer(
            vertx,
            context,
            settings,
            endpoint.finder(vertx, HashSlot.of(options.key())),
            ProtocolVersion.RESP2,
            new Lifecycle());
  }

  /**
   * Connects as soon as Redis can be reached; never fails.
   *
   * @throws IllegalStateException if not called on an event loop
   */
  public static RedisEventStream open(Vertx vertx, RedisEndpoint endpoint, Options options) {
    var context = RedisLink.currentEventLoop();
    var stream = new RedisEventStream(vertx, context, endpoint, options);
    RedisLink.closeWith(context, stream::close);
    stream.dialer.start();
    return stream;
  }

  @Override
  public boolean isAvailable() {
    return connection != null;
  }

  @Override
  public Future<List<Entry>> next() {
    Promise<List<Entry>> asked = Promise.promise();
    waiting = asked;
    advance();
    return asked.future();
  }

  @Override
  public Future<Void> done(List<String> ids) {
    var arguments = new ArrayList<Object>();
    arguments.addAll(List.of(options.key(), options.group()));
    arguments.addAll(ids);
    return send(command(Command.XACK, arguments)).mapEmpty();
  }

  @Override
  public Future<Void> hold(List<String> ids) {
    var arguments = new ArrayList<Object>();
    arguments.addAll(List.of(options.key(), options.group(), options.consumer(), "0"));
    arguments.addAll(ids);
    arguments.add("JUSTID");
    return send(command(Command.XCLAIM, arguments)).mapEmpty();
  }

  @Override
  public Future<Void> leave() {
    // A consumer that is removed takes what it has not finished along.
    return pending(1)
        .compose(
            own ->
                own.isEmpty()
                    ? send(
                        Request.cmd(
                            Command.XGROUP,
                            "DELCONSUMER",
                            options.key(),
                            options.group(),
                            options.consumer()))
                    : Future.succeededFuture())
        .mapEmpty();
  }

  private Future<Void> close() {
    vertx.cancelTimer(probeTimer);
    connection = null;
    return dialer.close();
  }

  /** Does one thing at a time, and only while somebody waits for entries. */
  private void advance() {
    var current = connection;
    if (current == null || waiting == null || busy) {
      return;
    }
    busy = true;
    step()
        .onComplete(
            (entries, failure) -> {
              if (connection != current) {
                return;
              }
              if (failure == null) {
                busy = false;
                deliver(entries);
              } else {
                stumble(RedisException.of(failure), current);
              }
            });
  }

  private Future<List<Entry>> step() {
    if (!grouped) {
      return joinGroup().map(List.of());
    }
    if (unfinished) {
      return readUnfinished();
    }
    return System.nanoTime() - claimDueNanos >= 0 ? claim() : readNew();
  }

  private void deliver(List<Entry> entries) {
    var asked = waiting;
    waiting = null;
    if (asked != null) {
      asked.complete(entries);
    }
  }

  private void stumble(RedisException cause, RedisConnection current) {
    // The stream or its group is gone, as after FLUSHALL: it is made anew.
    grouped = false;
    if (cause.isFromReplica()) {
      dialer.abandon(cause);
      return;
    }
    if (cause.kind() != RedisException.Kind.CONNECTION_LOST && budget.take()) {
      LOG.warn("The event stream {} cannot be read: {}", options.key(), cause.getMessage());
    }
    vertx.setTimer(
        PAUSE_MILLIS,
        id -> {
          if (connection == current) {
            busy = false;
            advance();
          }
        });
  }

  /** From the first entry on: what was there before this group is not to be passed over. */
  private Future<Void> joinGroup() {
    return send(Request.cmd(
            Command.XGROUP, "CREATE", options.key(), options.group(), "0", "MKSTREAM"))
        .<Void>mapEmpty()
        .recover(
            failure ->
                String.valueOf(failure.getMessage()).startsWith("BUSYGROUP")
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure))
        .onSuccess(
            done -> {
              grouped = true;
              unfinished = true;
            });
  }

  private Future<List<Entry>> readNew() {
    // Its end also shows that the server lives.
    long blockMillis = settings.hangTimeout().toMillis() / 2;
    return read(">", "BLOCK", blockMillis).map(reply -> StreamEntries.of(reply, Map.of()));
  }

  private Future<List<Entry>> readUnfinished() {
    return pending(ENTRIES)
        .compose(
            own -> {
              if (own.isEmpty()) {
                unfinished = false;
                return Future.succeededFuture(List.of());
              }
              return read("0").map(reply -> StreamEntries.of(reply, own));
            });
  }

  private Future<@Nullable Response> read(String from, Object... how) {
    var arguments = new ArrayList<Object>();
    arguments.addAll(List.of("GROUP", options.group(), options.consumer(), "COUNT", ENTRIES));
    arguments.addAll(List.of(how));
    arguments.addAll(List.of("STREAMS", options.key(), from));
    return send(command(Command.XREADGROUP, arguments));
  }

  /** What this consumer has not finished, and how often each was delivered before. */
  private Future<Map<String, Long>> pending(int count) {
    return send(Request.cmd(
            Command.XPENDING, options.key(), options.group(), "-", "+", count, options.consumer()))
        .map(StreamEntries::deliveries);
  }

  private Future<List<Entry>> claim() {
    return send(Request.cmd(
            Command.XAUTOCLAIM,
            options.key(),
            options.group(),
            options.consumer(),
            options.claimAfter().toMillis(),
            claimCursor,
            "COUNT",
            CLAIMS,
            "JUSTID"))
        .map(this::claimed);
  }

  /** Those that the server has given up since they are trimmed; the others are read. */
  private List<Entry> claimed(@Nullable Response reply) {
    claimCursor = reply == null ? START : reply.get(0).toString();
    unfinished = reply != null && reply.get(1).size() > 0;
    if (claimCursor.equals(START)) {
      claimDueNanos = System.nanoTime() + options.claimAfter().toNanos() / 2;
    }
    return StreamEntries.givenUp(reply);
  }

  private Future<@Nullable Response> send(Request request) {
    var current = connection;
    return current == null
        ? Future.failedFuture(RedisException.notConnected(settings.address()))
        : current.send(request).recover(cause -> Future.failedFuture(RedisException.of(cause)));
  }

  private static Request command(Command command, List<Object> arguments) {
    return Request.cmd(command, arguments.toArray());
  }

  private final class Lifecycle implements RedisDialer.Owner {

    @Override
    public void connected(RedisConnection established) {
      connection = established;
      busy = false;
      grouped = false;
      probeTimer =
          vertx.setPeriodic(
              settings.pingInterval().toMillis(),
              id -> {
                // Silence for longer would be taken for a server that hangs.
                established.send(PING);
                dialer.follow();
              });
      advance();
    }

    @Override
    public void failed(RedisException cause) {
      connection = null;
      vertx.cancelTimer(probeTimer);
    }
  }
}
