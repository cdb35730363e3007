package io.sluice.gateway.adapter.redis;

/** Whether Redis counts as usable. */
public enum RedisState {
  /** Nothing known yet: the first connection is being made. */
  CONNECTING,
  /** The last command or handshake succeeded. */
  UP,
  /**
   * Three failures (attempts to connect, losses of a connection, commands without a reply in time)
   * in a row.
   */
  DOWN
}
