package io.sluice.gateway.adapter.redis;

import java.util.stream.Stream;

/**
 * What a link, or all links of a node, have done since the start; counters only grow.
 *
 * @param commands sent
 * @param errors error replies and commands lost with their connection
 * @param timeouts commands without a reply in time
 * @param lateReplies replies that came after the timeout, discarded
 * @param rejected refused before sending: not connected, or too many in flight
 * @param connections established
 * @param totalLatencyNanos summed over all commands answered in time
 * @param pingNanos the last probe's latency, the largest of all links; 0 before the first
 * @param inFlight commands without reply at this moment
 */
public record RedisStats(
    long commands,
    long errors,
    long timeouts,
    long lateReplies,
    long rejected,
    long connections,
    long totalLatencyNanos,
    long pingNanos,
    long inFlight) {

  static final RedisStats NONE = new RedisStats(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Of several links together. */
  static RedisStats sum(Stream<RedisStats> links) {
    return links.reduce(NONE, RedisStats::plus);
  }

  /** What stays of links that are gone. */
  RedisStats settled() {
    return new RedisStats(
        commands,
        errors,
        timeouts,
        lateReplies,
        rejected,
        connections,
        totalLatencyNanos,
        pingNanos,
        0);
  }

  RedisStats plus(RedisStats other) {
    return new RedisStats(
        commands + other.commands,
        errors + other.errors,
        timeouts + other.timeouts,
        lateReplies + other.lateReplies,
        rejected + other.rejected,
        connections + other.connections,
        totalLatencyNanos + other.totalLatencyNanos,
        Math.max(pingNanos, other.pingNanos),
        inFlight + other.inFlight);
  }
}
