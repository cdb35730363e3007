package io.sluice.gateway.message;

/**
 * The event-bus addresses. Those with {@code @<loop>} stay inside the node, are registered with
 * {@code localConsumer} and always sent to with {@link LocalMessages#options}.
 */
public final class Addresses {
  /** Invalidation requests, from this node's verticles and from any application on the cluster. */
  public static final String INVALIDATION_SUBMIT = "invalidation.submit";

  /** Receipts of this node's invalidations; node-local. */
  public static final String INVALIDATION_RECEIPTS = "invalidation.receipts";

  /** The state of the invalidation protocol in this node; node-local. */
  public static final String INVALIDATION_STATUS = "invalidation.status";

  /** The word that a fetch for which other nodes may wait is over, to every node. */
  public static final String CACHE_SETTLED = "cache.settled";

  /** A change of the kill switch, to every node. */
  public static final String CACHE_MODE = "cache.mode";

  /** Entries to add to the tag index; node-local. */
  public static final String TAGS_INDEX = "tags.index";

  /** Who carries a tag, and how many; node-local. */
  public static final String TAGS_MEMBERS = "tags.members";

  /** Dead entries to remove at a bounded rate; node-local. */
  public static final String TAGS_RECLAIM = "tags.reclaim";

  private Addresses() {}

  /** Look-ups of keys whose hash falls to this event loop, so that one key's fetches meet. */
  public static String cacheLookup(int loop) {
    return "cache.lookup@" + loop;
  }

  /** Complete responses to store, for keys whose hash falls to this event loop. */
  public static String cacheStore(int loop) {
    return "cache.store@" + loop;
  }

  /** Origin requests that this event loop sends. */
  public static String upstreamFetch(int loop) {
    return "upstream.fetch@" + loop;
  }

  /** The receipts of one node, for the others. */
  public static String invalidationReceipt(String node) {
    return "invalidation.receipt." + node;
  }

  /** Invalidations to apply on one node, from the node that committed them. */
  public static String invalidationApply(String node) {
    return "invalidation.apply." + node;
  }
}
