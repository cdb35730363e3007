package io.sluice.gateway.adapter.redis;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A command that Redis did not carry out, or not known to have carried out.
 *
 * <p>Carries no stack trace: while Redis is away one is raised for every request, and where it was
 * raised says nothing.
 */
public final class RedisException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What went wrong, as far as a caller can act upon it. */
  public enum Kind {
    /** No connection at this moment; nothing was sent. */
    NOT_CONNECTED(true),
    /** As many commands as allowed are in flight already; nothing was sent. */
    OVERLOADED(true),
    /** No reply within the command timeout; the command may still be carried out. */
    TIMEOUT(false),
    /** The connection broke before the reply; the command may have been carried out. */
    CONNECTION_LOST(false),
    /** {@code maxmemory} is reached and the policy evicts nothing. */
    OUT_OF_MEMORY(true),
    /** Redis takes no writes now: a replica, failed persistence, or too few replicas. */
    READ_ONLY(true),
    /** Wrong or missing credentials, or an ACL that forbids the command or the key. */
    DENIED(true),
    /** Redis is loading its data, runs a long script, or its cluster is failing over. */
    BUSY(true),
    /** Another server of a Redis Cluster has the key. */
    REDIRECTED(true),
    /** The script's hash is unknown to the server. */
    NO_SCRIPT(true),
    /** Any other error reply. */
    ERROR_REPLY(true);

    private final boolean notExecuted;

    Kind(boolean notExecuted) {
      this.notExecuted = notExecuted;
    }
  }

  private final Kind kind;
  private final transient @Nullable Redirection redirection;

  RedisException(Kind kind, String message) {
    this(kind, message, null);
  }

  private RedisException(Kind kind, String message, @Nullable Redirection redirection) {
    super(message, null, false, false);
    this.kind = kind;
    this.redirection = redirection;
  }

  static RedisException notConnected(String address) {
    return new RedisException(Kind.NOT_CONNECTED, "no connection to Redis at " + address);
  }

  static RedisException overloaded() {
    return new RedisException(Kind.OVERLOADED, "too many Redis commands in flight");
  }

  static RedisException timeout() {
    return new RedisException(Kind.TIMEOUT, "no reply from Redis in time");
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /**
   * Whether it is certain that Redis has not carried the command out. False after a timeout or a
   * lost connection: a write may have happened. (A script that fails midway keeps its effects.)
   */
  public boolean notExecuted() {
    return kind.notExecuted;
  }

  /** Whether the server refuses writes because it follows another. */
  boolean isFromReplica() {
    return kind == Kind.READ_ONLY && String.valueOf(getMessage()).contains("READONLY");
  }

  /** Whether the server knows that its Cluster has lost slots, or that it is cut off from it. */
  boolean isClusterDown() {
    return kind == Kind.BUSY && String.valueOf(getMessage()).startsWith("CLUSTERDOWN");
  }

  /** Which server has the key; null if the failure is none of this kind. */
  @Nullable Redirection redirection() {
    return redirection;
  }

  /** Any failure that the Redis client reports, as one of ours. */
  static RedisException of(Throwable failure) {
    if (failure instanceof RedisException known) {
      return known;
    }
    if (failure instanceof TimeoutException) {
      return timeout();
    }
    var message = String.valueOf(failure.getMessage());
    // The client reports error replies, and its own closing of a connection, as a Response that is
    // a Throwable; everything else comes from the transport.
    if (failure instanceof Response reply && reply.type() == ResponseType.ERROR) {
      var redirection = Redirection.parse(message);
      return new RedisException(
          redirection == null ? kindOf(message) : Kind.REDIRECTED, explained(message), redirection);
    }
    return new RedisException(
        Kind.CONNECTION_LOST, failure.getClass().getSimpleName() + ": " + message);
  }

  /** Some errors do not say what an operator has to know. */
  private static String explained(String message) {
    return message.startsWith("MOVED ") || message.startsWith("CROSSSLOT ")
        ? "the server belongs to a Redis Cluster (redis.url: redis+cluster://…): " + message
        : message;
  }

  private static Kind kindOf(String message) {
    int space = message.indexOf(' ');
    var code = (space < 0 ? message : message.substring(0, space)).toUpperCase(Locale.ROOT);
    return switch (code) {
      case "CONNECTION_CLOSED" -> Kind.CONNECTION_LOST;
      case "OOM" -> Kind.OUT_OF_MEMORY;
      case "READONLY", "MISCONF", "NOREPLICAS" -> Kind.READ_ONLY;
      case "NOAUTH", "WRONGPASS", "NOPERM" -> Kind.DENIED;
      case "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN" -> Kind.BUSY;
      case "NOSCRIPT" -> Kind.NO_SCRIPT;
      default -> kindOfWrapped(message);
    };
  }

  /** Redis before 7 wraps the error of a call inside a script, and older ones say ERR to AUTH. */
  private static Kind kindOfWrapped(String message) {
    if (message.contains("OOM command not allowed")) {
      return Kind.OUT_OF_MEMORY;
    }
    if (message.contains("-READONLY") || message.contains("-MISCONF")) {
      return Kind.READ_ONLY;
    }
    if (message.contains("invalid password") || message.contains("without any password")) {
      return Kind.DENIED;
    }
    return Kind.ERROR_REPLY;
  }
}
