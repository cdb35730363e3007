package io.sluice.gateway.spi;

/** The origin's side of an upgraded connection that is not joined with a client's yet. */
public interface TunnelEnd {

  /** Whether the origin has not left in the meantime. */
  boolean isOpen();

  /** Gives it up; more than once does no harm. */
  void close();
}
