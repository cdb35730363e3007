package io.sluice.gateway.spi;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that others have written down for all nodes together: each goes to one node, and to
 * another if that one does not say that it is done with it. At least once. Used on one event loop.
 */
public interface EventStream {

  /**
   * The next events for this node; none, when there were none for a while. Those that nobody has
   * finished come before new ones. Waits, and never fails, while the stream cannot be reached. To
   * be asked again only when all of the last were {@link #done}, or given up.
   */
  Future<List<Entry>> next();

  /** Finishes events: nobody gets them again. */
  Future<Void> done(List<String> ids);

  /** Keeps events that are not finished yet from going to another node. */
  Future<Void> hold(List<String> ids);

  /** Says that this node will take no more, where it holds none. */
  Future<Void> leave();

  /** Whether a call now has a chance. */
  boolean isAvailable();

  /**
   * An event.
   *
   * @param event null where the entry has none; {@code reason} says why
   * @param reason empty where there is an event
   * @param deliveries how often it has been handed out, this time included
   */
  record Entry(String id, @Nullable Buffer event, String reason, long deliveries) {}
}
