package io.sluice.gateway.verticle.event;

import io.sluice.gateway.spi.EventCounts.Result;
import java.util.List;

/**
 * What became of an event.
 *
 * @param mappings the names of those that are for it; none where it is dead
 * @param tags typed, that it invalidates
 * @param receipts ids
 * @param complete whether no node can answer from before it any more; false where it is not applied
 * @param detail why it is dead; else empty
 */
public record EventOutcome(
    ReceivedEvent event,
    Result result,
    List<String> mappings,
    List<String> tags,
    List<String> receipts,
    boolean complete,
    String detail) {

  public EventOutcome withDetail(String more) {
    return new EventOutcome(event, result, mappings, tags, receipts, complete, more);
  }
}
