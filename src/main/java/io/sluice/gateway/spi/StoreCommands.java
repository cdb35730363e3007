package io.sluice.gateway.spi;

/**
 * What this node has asked of the shared store since its start, over all its links.
 *
 * @param errors error replies, and commands lost with their connection
 * @param timeouts commands without a reply in time
 * @param rejected not sent: not connected, or too many under way
 * @param connections established
 * @param inFlight under way now
 * @param latencyNanos summed over those answered in time
 */
public record StoreCommands(
    long commands,
    long errors,
    long timeouts,
    long rejected,
    long connections,
    long inFlight,
    long latencyNanos) {
  public static final StoreCommands NONE = new StoreCommands(0, 0, 0, 0, 0, 0, 0);
}
