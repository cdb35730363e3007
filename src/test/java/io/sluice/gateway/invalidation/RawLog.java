package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.InvalidationLog.CommitReply;
import io.sluice.gateway.invalidation.InvalidationLog.CommitRequest;
import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatReply;
import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatRequest;
import io.sluice.gateway.invalidation.InvalidationLog.ReassertReply;
import io.sluice.gateway.invalidation.InvalidationLog.ReassertRequest;
import io.sluice.gateway.invalidation.InvalidationLog.Registration;
import io.sluice.gateway.testing.RawRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The scripts themselves, run one at a time over a plain connection. */
final class RawLog {
  static final List<String> KEYS = List.of("{gw}:m", "{gw}:z", "{gw}:n");

  private final RawRedis redis;
  private final int maxTags;
  private final int page;
  private final long windowMillis;
  private final long leaseMillis;
  private final String runId;

  RawLog(RawRedis redis, int maxTags, int page, long windowMillis, long leaseMillis, String runId) {
    this.redis = redis;
    this.maxTags = maxTags;
    this.page = page;
    this.windowMillis = windowMillis;
    this.leaseMillis = leaseMillis;
    this.runId = runId;
  }

  CommitReply commit(CommitRequest request) {
    List<String> args = prologue(request.newGeneration(), request.generation(), request.term());
    args.addAll(List.of("{gw}:p", String.valueOf(maxTags), letter(request.mode())));
    request.tags().forEach(tag -> args.add(hex(tag)));
    List<?> reply = (List<?>) run("commit.lua", args);
    return new CommitReply(
        generation(reply.get(0)),
        number(reply.get(1)),
        number(reply.get(2)),
        number(reply.get(3)),
        number(reply.get(4)),
        registry(reply.get(6)),
        reply.get(5).equals("1"),
        false);
  }

  HeartbeatReply heartbeat(HeartbeatRequest request) {
    List<String> args = prologue(request.newGeneration(), request.generation(), request.term());
    args.add(request.incarnation());
    for (long number :
        new long[] {
          request.counter(),
          request.applied(),
          request.since(),
          request.known(),
          page,
          leaseMillis,
          request.leaving() ? 1 : 0
        }) {
      args.add(String.valueOf(number));
    }
    request
        .silent()
        .forEach(
            (node, counter) -> {
              args.add(node);
              args.add(String.valueOf(counter));
            });
    List<?> reply = (List<?>) run("heartbeat.lua", args);
    return new HeartbeatReply(
        generation(reply.get(0)),
        number(reply.get(1)),
        number(reply.get(2)),
        number(reply.get(3)),
        changes(reply.get(8)),
        reply.get(4).equals("1"),
        reply.get(5).equals("1"),
        number(reply.get(6)),
        registry(reply.get(9)),
        reply.get(7).equals("1"),
        false);
  }

  ReassertReply reassert(ReassertRequest request) {
    List<String> args = prologue(request.newGeneration(), request.generation(), request.term());
    args.add(request.incarnation());
    args.add(String.valueOf(request.known()));
    args.add(request.last() ? "1" : "0");
    for (Change change : request.changes()) {
      args.add(letter(change.mode()) + hex(change.tag()));
      args.add(String.valueOf(change.sequence()));
    }
    return new ReassertReply(run("reassert.lua", args).equals(1L));
  }

  private List<String> prologue(long newGeneration, long generation, long term) {
    return new ArrayList<>(
        List.of(
            hex(newGeneration),
            runId,
            String.valueOf(windowMillis),
            hex(generation),
            String.valueOf(term)));
  }

  private Object run(String script, List<String> args) {
    List<String> command =
        new ArrayList<>(List.of("EVAL", source("prologue.lua") + source(script), "3"));
    command.addAll(KEYS);
    command.addAll(args);
    return Objects.requireNonNull(redis.call(command.toArray(String[]::new)));
  }

  static String source(String script) {
    try (var in = RawLog.class.getResourceAsStream("/io/sluice/gateway/redis/" + script)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Change> changes(Object flat) {
    List<?> list = (List<?>) flat;
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < list.size(); i += 2) {
      String member = (String) list.get(i);
      Change.Mode mode = member.startsWith("h") ? Change.Mode.HARD : Change.Mode.SOFT;
      changes.add(new Change(generation(member.substring(1)), mode, number(list.get(i + 1))));
    }
    return changes;
  }

  private static Map<String, Registration> registry(Object flat) {
    List<?> list = (List<?>) flat;
    Map<String, Registration> nodes = new TreeMap<>();
    for (int i = 0; i < list.size(); i += 2) {
      String[] fields = ((String) list.get(i + 1)).split(" ", -1);
      if (!list.get(i).equals("")) {
        nodes.put(
            (String) list.get(i),
            new Registration(
                Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2])));
      }
    }
    return nodes;
  }

  private static String letter(Change.Mode mode) {
    return mode == Change.Mode.HARD ? "h" : "s";
  }

  private static String hex(long value) {
    return HexFormat.of().toHexDigits(value);
  }

  private static long generation(Object hex) {
    return Long.parseUnsignedLong((String) hex, 16);
  }

  private static long number(Object text) {
    return Long.parseLong((String) text);
  }
}
