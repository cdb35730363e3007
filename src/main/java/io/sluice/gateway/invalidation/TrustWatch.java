package io.sluice.gateway.invalidation;

/**
 * Tells the listener when the lease was gained or has run out, as far as that shows when somebody
 * looks.
 */
final class TrustWatch {
  private final Validity validity;
  private final ProtocolListener listener;
  private boolean trusted;

  TrustWatch(Validity validity, ProtocolListener listener) {
    this.validity = validity;
    this.listener = listener;
  }

  void look() {
    boolean now = validity.trusted();
    if (now == trusted) {
      return;
    }
    trusted = now;
    if (now) {
      listener.leaseGained();
    } else {
      listener.leaseLost();
    }
  }
}
