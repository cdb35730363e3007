package io.sluice.gateway.message;

/**
 * A pool of origins as one configuration has it: a request that holds it reaches those origins on
 * those terms, whatever the configuration has become meanwhile.
 */
public interface UpstreamPool {

  /** As in the configuration. */
  String name();
}
