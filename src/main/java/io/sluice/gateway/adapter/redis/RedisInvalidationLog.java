package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.invalidation.Change;
import io.sluice.gateway.invalidation.InvalidationLog;
import io.sluice.gateway.invalidation.LogUnavailableException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The invalidation log in Redis: three scripts over three keys of one slot.
 *
 * <p>Has a link of its own, since {@code WAIT} holds up whatever follows it on its connection.
 */
public final class RedisInvalidationLog implements InvalidationLog {
  /** The channel of the nudge, without the configured prefix. */
  public static final String CHANNEL = "{gw}:p";

  /** What is known about the log as a whole. */
  static final String STATE = "{gw}:m";

  private static final Logger LOG = LoggerFactory.getLogger(RedisInvalidationLog.class);
  private static final int PAGE = 5_000;
  private static final String PROLOGUE = source("prologue.lua");
  private static final RedisScript COMMIT = new RedisScript(PROLOGUE + source("commit.lua"));
  private static final RedisScript HEARTBEAT = new RedisScript(PROLOGUE + source("heartbeat.lua"));
  private static final RedisScript REASSERT = new RedisScript(PROLOGUE + source("reassert.lua"));

  /**
   * @param replicas configured beside the master
   * @param lease the length of the leases this node gives itself
   * @param recovery how long a recovery may take before everything is voided
   * @param maxTrackedTags records kept before the floor rises
   */
  public record Options(int replicas, Duration lease, Duration recovery, int maxTrackedTags) {}

  private final RedisLink link;
  private final Options options;
  private final List<String> keys;
  private final String channel;
  private long runIdConnection;
  private String runId = "";
  private boolean withoutInfo;

  public RedisInvalidationLog(RedisLink link, Options options) {
    this.link = link;
    this.options = options;
    var endpoint = link.endpoint();
    this.keys = List.of(endpoint.key(STATE), endpoint.key("{gw}:z"), endpoint.key("{gw}:n"));
    this.channel = endpoint.key(CHANNEL);
  }

  private static String source(String name) {
    return RedisScript.source(RedisInvalidationLog.class, "/io/sluice/gateway/redis/" + name);
  }

  @Override
  public CompletionStage<CommitReply> commit(CommitRequest request) {
    var args = prologue(request.newGeneration(), request.generation(), request.term());
    args.add(channel);
    args.add(options.maxTrackedTags());
    args.add(letter(request.mode()));
    request.tags().forEach(tag -> args.add(hex(tag)));
    return run(
        COMMIT,
        args,
        (reply, durable) ->
            new CommitReply(
                generation(reply.get(0)),
                reply.get(1).toLong(),
                reply.get(2).toLong(),
                reply.get(3).toLong(),
                reply.get(4).toLong(),
                registry(reply.get(6)),
                flag(reply.get(5)),
                durable));
  }

  @Override
  public CompletionStage<HeartbeatReply> heartbeat(HeartbeatRequest request) {
    learnRunId();
    var args = prologue(request.newGeneration(), request.generation(), request.term());
    args.add(request.incarnation());
    args.add(request.counter());
    args.add(request.applied());
    args.add(request.since());
    args.add(request.known());
    args.add(PAGE);
    args.add(options.lease().toMillis());
    args.add(request.leaving() ? "1" : "0");
    request
        .silent()
        .forEach(
            (node, counter) -> {
              args.add(node);
              args.add(counter);
            });
    return run(
        HEARTBEAT,
        args,
        (reply, durable) ->
            new HeartbeatReply(
                generation(reply.get(0)),
                reply.get(1).toLong(),
                reply.get(2).toLong(),
                score(reply.get(3)),
                changes(reply.get(8)),
                flag(reply.get(4)),
                flag(reply.get(5)),
                reply.get(6).toLong(),
                registry(reply.get(9)),
                flag(reply.get(7)),
                durable));
  }

  @Override
  public CompletionStage<ReassertReply> reassert(ReassertRequest request) {
    var args = prologue(request.newGeneration(), request.generation(), request.term());
    args.add(request.incarnation());
    args.add(request.known());
    args.add(request.last() ? "1" : "0");
    for (var change : request.changes()) {
      args.add(letter(change.mode()) + hex(change.tag()));
      args.add(change.sequence());
    }
    return run(REASSERT, args, (reply, durable) -> new ReassertReply(reply.toInteger() == 1));
  }

  private List<Object> prologue(long newGeneration, long generation, long term) {
    var args = new ArrayList<Object>();
    args.add(hex(newGeneration));
    args.add(identity());
    args.add(options.recovery().toMillis());
    args.add(hex(generation));
    args.add(term);
    return args;
  }

  /** What tells the server from others where it refuses INFO to scripts; empty = nothing yet. */
  private String identity() {
    if (link.connectionNumber() != runIdConnection) {
      return "";
    }
    return runId.isEmpty() ? link.endpoint().presence() : runId;
  }

  /** A run id holds as long as its connection. */
  private void learnRunId() {
    long connection = link.connectionNumber();
    if (connection == runIdConnection) {
      return;
    }
    RedisInfo.ask(link, "server")
        .onSuccess(info -> learnt(connection, info.getOrDefault("run_id", "")))
        .onFailure(
            failure -> {
              if (failure instanceof RedisException refused
                  && refused.kind() == RedisException.Kind.DENIED) {
                learnt(connection, "");
              }
            });
  }

  private void learnt(long connection, String id) {
    runId = id;
    runIdConnection = connection;
    if (id.isEmpty() && !withoutInfo) {
      withoutInfo = true;
      LOG.warn(
          "Redis at {} refuses INFO to this user: a failover is recognised by subscriptions"
              + " instead, which needs PUBSUB, and every restart of a node may look like one (mend:"
              + " ACL SETUSER ... +info)",
          link.endpoint().settings().address());
    }
  }

  private interface Parser<T> {
    T parse(Response reply, boolean durable);
  }

  private <T> CompletionStage<T> run(RedisScript script, List<Object> args, Parser<T> parser) {
    long connection = link.connectionNumber();
    return script
        .run(link, keys, args.toArray())
        .compose(reply -> durable(connection).map(durable -> parse(reply, durable, parser)))
        .recover(cause -> Future.failedFuture(unavailable(cause)))
        .toCompletionStage();
  }

  private static <T> T parse(@Nullable Response reply, boolean durable, Parser<T> parser) {
    if (reply == null) {
      throw new IllegalStateException("a script of ours answered nil");
    }
    return parser.parse(reply, durable);
  }

  /**
   * Whether a majority of the configured servers holds what was just written. WAIT speaks of the
   * writes of its own connection.
   */
  private Future<Boolean> durable(long connection) {
    int needed = (options.replicas() + 1) / 2;
    if (needed == 0) {
      return Future.succeededFuture(true);
    }
    if (link.connectionNumber() != connection) {
      return Future.succeededFuture(false);
    }
    long millis = link.endpoint().settings().commandTimeout().toMillis() / 2;
    return link.send(Request.cmd(Command.WAIT, needed, millis))
        .map(
            reply ->
                reply != null
                    && reply.toInteger() >= needed
                    && link.connectionNumber() == connection)
        // The script has run; only whether it will last is unknown.
        .otherwise(false)
        .onSuccess(
            durable -> {
              if (!durable) {
                link.confirmMaster();
              }
            });
  }

  private static LogUnavailableException unavailable(Throwable cause) {
    boolean mayHaveRun = !(cause instanceof RedisException refused && refused.notExecuted());
    return new LogUnavailableException(String.valueOf(cause.getMessage()), mayHaveRun);
  }

  private static List<Change> changes(Response flat) {
    var changes = new ArrayList<Change>(flat.size() / 2);
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      String member = flat.get(i).toString();
      var mode = member.charAt(0) == 's' ? Change.Mode.SOFT : Change.Mode.HARD;
      changes.add(
          new Change(
              Long.parseUnsignedLong(member.substring(1), 16), mode, score(flat.get(i + 1))));
    }
    return changes;
  }

  private static Map<String, Registration> registry(Response flat) {
    var nodes = new HashMap<String, Registration>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      String node = flat.get(i).toString();
      if (!node.isEmpty()) {
        String[] parts = flat.get(i + 1).toString().split(" ", -1);
        nodes.put(
            node,
            new Registration(
                Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2])));
      }
    }
    return nodes;
  }

  private static boolean flag(Response reply) {
    return reply.toString().equals("1");
  }

  /** A score is a double that holds a whole number. */
  private static long score(Response reply) {
    return (long) Double.parseDouble(reply.toString());
  }

  private static long generation(Response reply) {
    return Long.parseUnsignedLong(reply.toString(), 16);
  }

  private static String letter(Change.Mode mode) {
    return mode == Change.Mode.SOFT ? "s" : "h";
  }

  private static String hex(long value) {
    return HexFormat.of().toHexDigits(value);
  }
}
