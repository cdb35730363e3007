package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Lua script that is run by its hash, and sent in full where the server does not know it.
 *
 * <p>No loading ahead of time: the first run on a server, and the first after a restart, a failover
 * or SCRIPT FLUSH, costs one more round trip. Immutable; safe for all threads.
 */
public final class RedisScript {

  private final String source;
  private final String sha1;

  /** A script from its source. */
  public RedisScript(String source) {
    this.source = source;
    this.sha1 = sha1(source);
  }

  /**
   * A script from the class path.
   *
   * @param owner class beside which the resource lies
   * @throws IllegalArgumentException if there is no such resource
   */
  public static RedisScript load(Class<?> owner, String resource) {
    return new RedisScript(source(owner, resource));
  }

  /** The text of a script on the class path, for scripts that are made of several files. */
  static String source(Class<?> owner, String resource) {
    try (var in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no script " + resource + " beside " + owner.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs the script within the command timeout.
   *
   * @param keys all keys that it touches, at least one, of one slot
   * @param args strings, numbers, byte arrays or buffers
   */
  public Future<@Nullable Response> run(RedisCommands redis, List<String> keys, Object... args) {
    long endNanos = System.nanoTime() + redis.endpoint().settings().commandTimeout().toNanos();
    var key = keys.get(0);
    return redis
        .send(key, request(Command.EVALSHA, sha1, keys, args))
        .recover(
            failure ->
                failure instanceof RedisException refused
                        && refused.kind() == RedisException.Kind.NO_SCRIPT
                    ? redis.send(
                        key,
                        request(Command.EVAL, source, keys, args),
                        Duration.ofNanos(endNanos - System.nanoTime()))
                    : Future.failedFuture(failure));
  }

  String source() {
    return source;
  }

  private static Request request(Command command, String script, List<String> keys, Object[] args) {
    var all = new Object[2 + keys.size() + args.length];
    all[0] = script;
    all[1] = keys.size();
    for (int i = 0; i < keys.size(); i++) {
      all[2 + i] = keys.get(i);
    }
    System.arraycopy(args, 0, all, 2 + keys.size(), args.length);
    return Request.cmd(command, all);
  }

  private static String sha1(String source) {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(source.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
