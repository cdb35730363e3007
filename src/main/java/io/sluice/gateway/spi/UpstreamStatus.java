package io.sluice.gateway.spi;

import io.sluice.gateway.message.UpstreamPool;
import java.util.List;

/** How a pool of origins fares on this node since its start; may be read on any thread. */
public interface UpstreamStatus extends UpstreamPool {

  List<? extends OriginStatus> origins();

  /** Requests that were sent again. */
  long retries();

  /** Requests that were not sent again, since the pool's budget of retries was used up. */
  long retriesRefused();

  /** Requests that no origin had room for. */
  long overloaded();

  /** One origin. */
  interface OriginStatus {

    /** Scheme, host and port. */
    String url();

    /** Whether it passes its health checks, if any, and no event loop's circuit is open. */
    boolean isUp();

    /** Event loops whose circuit is open. */
    int openCircuits();

    /** Requests sent that have no response yet. */
    long outstanding();

    /** Requests whose responses have not ended yet. */
    long inFlight();

    /** Requests sent, repeated ones included. */
    long attempts();

    /** Attempts without a response for which the origin is to blame. */
    long faults();
  }
}
