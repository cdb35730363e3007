package io.sluice.gateway.invalidation;

/**
 * What the hit path asks of the protocol: no I/O, no locks, no allocation, from any thread.
 *
 * <p>A request asks {@link #trusted()} once, when it arrives; if it is true, {@link #checkTable}
 * decides about every entry that the request meets from then on, whether found in memory, read from
 * Redis or fetched by another request, even if the lease runs out meanwhile: whatever had succeeded
 * before the request arrived was in the table at that moment, and stays there. {@link #check} is
 * both in one, for a look-up that is answered at once.
 */
public final class Validity {
  private final LeaseClock clock;
  private final TagTable table;
  private volatile Lease lease;
  private volatile FetchToken token = FetchToken.NONE;

  Validity(LeaseClock clock, TagTable table, Lease lease) {
    this.clock = clock;
    this.table = table;
    this.lease = lease;
  }

  /** Whether this node may trust its table now; reads the system's clocks. */
  public boolean trusted() {
    return lease.live(clock);
  }

  /** The token to take before a request is sent to the origin. */
  public FetchToken token() {
    return token;
  }

  /** Decides about an entry for a request that arrives now. */
  public Verdict check(Stamp stamp) {
    // The lease first: whatever the table must contain for it was applied before it was published.
    boolean trusted = trusted();
    Verdict verdict = table.check(stamp);
    return trusted || verdict == Verdict.INVALID ? verdict : Verdict.UNTRUSTED;
  }

  /**
   * Decides by the table alone; never {@link Verdict#UNTRUSTED}. For requests that arrived while
   * {@link #trusted()}, and for rules that do not ask for it.
   */
  public Verdict checkTable(Stamp stamp) {
    return table.check(stamp);
  }

  /**
   * Whether nobody knows what has been invalidated since: the stamp is of an earlier process, and
   * this node keeps no log that would remember. With a log such an entry is invalid like any other
   * of a generation that has passed.
   */
  public boolean isForgotten(Stamp stamp) {
    return lease.equals(Lease.UNBOUNDED) && stamp.generation() != table.generation();
  }

  /** The same tags as of the beginning of this process: whatever it has invalidated counts. */
  public Stamp adopted(Stamp stamp) {
    var tags = new long[stamp.tagCount()];
    for (int i = 0; i < tags.length; i++) {
      tags[i] = stamp.tag(i);
    }
    return new Stamp(table.generation(), 0, tags);
  }

  Lease lease() {
    return lease;
  }

  void lease(Lease lease) {
    this.lease = lease;
  }

  /** Publishes a token; only after the table contains every record up to its sequence. */
  void token(FetchToken token) {
    this.token = token;
  }
}
