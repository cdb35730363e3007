package io.sluice.gateway.bootstrap.doctor;

import io.sluice.gateway.adapter.redis.ClusterTopology;
import io.sluice.gateway.bootstrap.doctor.Finding.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A Redis Cluster as a whole: its state, its slots, its shards. */
final class ClusterExamination {
  private static final int SLOTS = 16_384;
  private final String url;
  private final ClusterTopology topology;

  /**
   * @param url as it is shown
   */
  ClusterExamination(String url, ClusterTopology topology) {
    this.url = url;
    this.topology = topology;
  }

  /** Each master with the number of its replicas. */
  Map<String, Integer> shards() {
    var shards = new LinkedHashMap<String, Integer>();
    topology.ranges().forEach(range -> shards.put(range.master(), range.replicas().size()));
    return shards;
  }

  List<Finding> findings() {
    var subject = "Redis " + url;
    int covered = topology.covered();
    var figure =
        String.format(
            Locale.ROOT,
            "a Cluster of %d shards, state %s, %d of %d slots",
            shards().size(),
            topology.state(),
            covered,
            SLOTS);
    var findings = new ArrayList<Finding>();
    if (topology.state().equals("ok")) {
      findings.add(Finding.ok(subject, figure));
    } else {
      findings.add(
          Finding.fail(
              subject,
              figure,
              "start what is away, or redis-cli --cluster fix; with cluster-require-full-coverage"
                  + " no, a Cluster goes on without a shard"));
    }
    if (topology.masterOfLog() == null) {
      findings.add(
          Finding.fail(
              "Redis slot of the log",
              "nobody holds it (CLUSTER KEYSLOT {gw})",
              "give it to a master: without it no lease is given and nothing can be invalidated"));
    } else if (covered < SLOTS) {
      findings.add(
          Finding.warn(
              "Redis slots",
              SLOTS - covered + " are nobody's",
              "redis-cli --cluster fix: entries in them come from their origins"));
    }
    return findings;
  }

  /**
   * Shortens what was found of a shard that has entries alone: one line if all is well.
   *
   * @param replicas of this shard
   */
  static List<Finding> ofShard(String server, int replicas, List<Finding> all) {
    var subject = "Redis shard " + server;
    var findings = new ArrayList<Finding>();
    for (var finding : all) {
      if (finding.status() != Status.OK) {
        findings.add(
            new Finding(
                finding.status(),
                subject
                    + finding.subject().replaceFirst("^Redis( " + Pattern.quote(server) + ")?", ""),
                finding.figure(),
                finding.mend()));
      }
    }
    if (replicas == 0) {
      findings.add(
          Finding.warn(
              subject + " replicas",
              "none",
              "add one: while the server is away, its entries come from their origins"));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(subject, "well, with " + replicas + " replicas"))
        : findings;
  }
}
