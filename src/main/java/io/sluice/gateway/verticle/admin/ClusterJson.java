package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.invalidation.ProtocolStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** {@code GET /cluster}: members, lease, applied sequence, lag. */
final class ClusterJson {
  private ClusterJson() {}

  static JsonObject of(ProtocolStatus status, List<String> members) {
    var registered = new JsonArray();
    for (var peer : status.nodes()) {
      registered.add(
          new JsonObject()
              .put("node", peer.incarnation())
              .put("applied", peer.applied())
              .put("lagMillis", lagMillis(status.head(), peer.applied()))
              .put("silentMillis", peer.silentMillis())
              .put("fenced", peer.fenced()));
    }
    return new JsonObject()
        .put("node", status.incarnation())
        .put("members", new JsonArray(members))
        .put("mode", status.mode().name().toLowerCase(Locale.ROOT))
        .put("trusted", status.trusted())
        .put("leaseRemainingMillis", status.leaseRemainingMillis())
        .put("generation", Long.toHexString(status.generation()))
        .put("term", status.term())
        .put("applied", status.applied())
        .put("head", status.head())
        .put("lagMillis", status.lagMillis())
        .put("recovering", status.recovering())
        .put("recoveries", status.recoveries())
        .put("heartbeats", status.heartbeats())
        .put("heartbeatFailures", status.heartbeatFailures())
        .put("heartbeatAgeMillis", status.heartbeatAgeMillis())
        .put("trackedTags", status.tableRecords())
        .put("trackedBytes", status.tableBytes())
        .put("floor", status.tableFloor())
        .put("heldTags", status.heldTags())
        .put("pendingInvalidations", status.pendingInvalidations())
        .put("registered", registered);
  }

  /** Sequences are log time in microseconds. */
  private static long lagMillis(long head, long applied) {
    return Math.max(0, head - applied) / 1000;
  }
}
